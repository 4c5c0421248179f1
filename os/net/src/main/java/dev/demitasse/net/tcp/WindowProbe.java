package dev.demitasse.net.tcp;

/** The zero-window probes of one connection: how many went unanswered, when the next is due (RFC 9293 section 3.8.6.1). */
final class WindowProbe {
    private static final long MAX_INTERVAL = 60_000_000_000L;

    private int unanswered;

    /** How long to wait before the next probe: the retransmission timeout, doubled for each before it. */
    long interval(long timeout) {
        return Math.min(timeout << Math.min(unanswered, 10), MAX_INTERVAL);
    }

    /** Probes since the peer was heard last. */
    int unanswered() {
        return unanswered;
    }

    /** A probe goes out. */
    void sent() {
        unanswered++;
    }

    /** The peer lives, whatever it says about its window. */
    void answered() {
        unanswered = 0;
    }
}
