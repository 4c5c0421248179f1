package dev.demitasse.net.tcp;

import dev.demitasse.net.wire.TcpOptions;

/**
 * What the SACK blocks of an acknowledgement say: which segments have arrived out of order (RFC 2018), and whether something
 * came twice (RFC 2883). Guarded by the stack's lock.
 */
final class SackReport {
    private final SentSegments sent;
    private boolean duplicate;
    private int duplicateEnd;

    SackReport(SentSegments sent) {
        this.sent = sent;
    }

    /** Another acknowledgement is looked at. */
    void begin() {
        duplicate = false;
    }

    /** Marks what the blocks of an acknowledgement of {@code ack} cover; answers how many bytes of it are news. */
    int take(TcpOptions options, int ack) {
        int bytes = 0;
        for (int i = 0; i < options.sackBlocks(); i++) {
            int left = options.sackLeft(i);
            int right = options.sackRight(i);
            if (i == 0 && duplicate(options, left, right, ack)) {
                duplicate = true;
                duplicateEnd = right;
                continue;
            }
            boolean sensible = Sequence.before(left, right)
                    && Sequence.before(sent.unacknowledged(), left)
                    && Sequence.atOrBefore(right, sent.next());
            if (sensible) {
                bytes += sent.selectivelyAcknowledge(left, right);
            }
        }
        return bytes;
    }

    /** Whether the first block says what came twice: below the acknowledgement or inside the second (RFC 2883 section 4). */
    private static boolean duplicate(TcpOptions options, int left, int right, int ack) {
        if (Sequence.atOrBefore(right, ack)) {
            return true;
        }
        return options.sackBlocks() > 1
                && Sequence.atOrBefore(options.sackLeft(1), left)
                && Sequence.atOrBefore(right, options.sackRight(1));
    }

    /** Whether something came twice. */
    boolean duplicate() {
        return duplicate;
    }

    /** Whether what came twice ended before this number. */
    boolean duplicateUpTo(int end) {
        return duplicate && duplicateEnd == end;
    }
}
