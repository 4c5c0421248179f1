package dev.demitasse.net.tcp;

/**
 * Tail loss probes (RFC 8985 section 7): when acknowledgements fail to come, one more segment makes the peer say what it
 * has, long before the retransmission timer would expire. Guarded by the stack's lock.
 */
final class TailLossProbe {
    /** TLP.max_ack_delay: what a peer may hold an acknowledgement of a single segment back (section 7.2). */
    private static final long MAX_ACKNOWLEDGMENT_DELAY = 200_000_000L;

    private static final long UNMEASURED = 1_000_000_000L;

    private boolean outstanding;
    private boolean retransmission;
    private int end;

    /** PTO (section 7.2), not yet bounded by the retransmission timer. */
    static long timeout(long smoothedRtt, boolean single) {
        if (smoothedRtt == 0) {
            return UNMEASURED;
        }
        return 2 * smoothedRtt + (single ? MAX_ACKNOWLEDGMENT_DELAY : 0);
    }

    /** Whether a probe was sent whose fate is not known: no other one until then (section 7.3). */
    boolean outstanding() {
        return outstanding;
    }

    /** A probe went out: new data, or the last segment again. */
    void sent(boolean again, int next) {
        outstanding = true;
        retransmission = again;
        end = next;
    }

    /**
     * Takes in an acknowledgement (section 7.4.2).
     *
     * @param duplicateEnd whether it reports, by D-SACK, that the probe came twice
     * @param bareDuplicate whether it is a duplicate without SACK blocks
     * @return whether the probe has repaired a loss, of which congestion control must hear
     */
    boolean acknowledged(int ack, boolean duplicateEnd, boolean bareDuplicate) {
        if (!outstanding || Sequence.before(ack, end)) {
            return false;
        }
        boolean repaired = retransmission && !duplicateEnd && Sequence.before(end, ack);
        boolean decided = !retransmission || duplicateEnd || repaired || bareDuplicate;
        outstanding = !decided;
        return repaired;
    }

    /** Other means are at work now. */
    void forget() {
        outstanding = false;
    }

    int end() {
        return end;
    }
}
