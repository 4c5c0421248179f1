package dev.demitasse.net.tcp;

/**
 * How much new text leaves at once, and whether it is worth it: Nagle's algorithm and silly windows, packets that are cut
 * into segments below, and segments that probe the path. Guarded by the stack's lock.
 */
final class NewText {
    /** Segments that must follow a probe of the path, so that its loss shows by three duplicates (RFC 4821 section 7.4). */
    private static final int BEHIND_PROBE = 4;

    private final Sender sender;
    private final Connection connection;
    private final SendWindow window;
    private final SentSegments sent;
    private final LossRecovery recovery;

    NewText(Sender sender, Connection connection, SendWindow window, SentSegments sent, LossRecovery recovery) {
        this.sender = sender;
        this.connection = connection;
        this.window = window;
        this.sent = sent;
        this.recovery = recovery;
    }

    /** Nagle's algorithm and silly window avoidance (RFC 9293 sections 3.7.4 and 3.8.6.2.1). */
    boolean worthSending(int length, int unsent) {
        if (length >= sender.segmentSize() || length >= window.largest() / 2) {
            return true;
        }
        boolean idle = sent.outstanding() == 0;
        return length == unsent && (idle || sender.finQueued() || sender.urgent() || connection.settings().noDelay);
    }

    /**
     * How much new text may go down at once, to be cut below into what would otherwise leave as so many segments one after the
     * other: full ones, and behind them a shorter one if it need not wait for more. 0 for less than two.
     */
    int together(int unsent, int usable) {
        if (unsent <= sender.segmentSize()) {
            return 0;
        }
        int room =
                Math.min(Math.min(unsent, usable), Math.min(connection.output().textTogether(), recovery.room()));
        int full = Math.min(room / sender.segmentSize(), sent.room() - 1);
        if (full < 1) {
            return 0;
        }
        int text = full * sender.segmentSize();
        boolean restWaits =
                room < unsent || !(sender.finQueued() || connection.settings().noDelay); // Nagle's algorithm
        return room > text && !restWaits ? room : full > 1 ? text : 0;
    }

    /** How much text a segment that probes the path is to carry, 0 when it is not the time (RFC 4821 section 7.4). */
    int toProbe(int unsent) {
        if (!recovery.calm() || sent.isFull()) {
            return 0;
        }
        int text = connection.output().probeText();
        int needed = text + BEHIND_PROBE * sender.segmentSize();
        boolean room = unsent >= needed && Math.min(window.size(), recovery.window()) >= needed;
        return text > sender.segmentSize() && room ? text : 0;
    }
}
