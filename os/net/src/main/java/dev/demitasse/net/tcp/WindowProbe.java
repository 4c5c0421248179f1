package dev.demitasse.net.tcp;

/** The zero-window probes of one connection: how many went unanswered, when the next is due (RFC 9293 section 3.8.6.1). */
final class WindowProbe {
    private static final long MAX_INTERVAL = 60_000_000_000L;

    private int sent;
    private int unanswered;

    /** How long to wait before the next probe: the retransmission timeout, doubled for each before it. */
    long interval(long timeout) {
        return Math.min(timeout << Math.min(sent, 10), MAX_INTERVAL);
    }

    /** Probes since the peer was heard last. */
    int unanswered() {
        return unanswered;
    }

    /** A probe goes out. */
    void sent() {
        sent++;
        unanswered++;
    }

    /** The peer lives: the wait goes on, however long it takes. */
    void answered(int window) {
        unanswered = 0;
        if (window > 0) {
            sent = 0;
        }
    }
}
