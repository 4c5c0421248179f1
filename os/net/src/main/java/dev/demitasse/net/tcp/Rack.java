package dev.demitasse.net.tcp;

/**
 * RACK (RFC 8985 sections 5 and 6): what was sent well before something that has arrived is lost. "Well before" is the
 * reordering window, which adapts to what the path does. Names are the RFC's; times in nanoseconds. Guarded by the
 * stack's lock.
 */
final class Rack {
    private static final int DUPLICATE_THRESHOLD = 3;

    /** Recoveries that a widened window outlives (section 6.2, step 4). */
    private static final int PERSISTENCE = 16;

    private final SentSegments sent;
    private final RoundTripTime roundTrip;

    /** RACK.xmit_ts and RACK.end_seq: the segment sent last of those that arrived. */
    private long latestTime;

    private int latestEnd;
    private boolean any;

    /** RACK.rtt: that segment's round trip. */
    private long rtt;

    /** RACK.fack: the highest sequence number that arrived, and what it was before the acknowledgement in hand. */
    private int forward;

    private int forwardBefore;
    private boolean forwardKnown;
    private boolean reorderingSeen;

    private int multiplier = 1;
    private int persist;
    private boolean inDuplicateRound;
    private int duplicateRoundEnd;

    /** How long until something in doubt counts as lost; 0 when nothing is in doubt. */
    private long remaining;

    Rack(SentSegments sent, RoundTripTime roundTrip) {
        this.sent = sent;
        this.roundTrip = roundTrip;
    }

    /** An acknowledgement comes in. */
    void beginAcknowledgement() {
        forwardBefore = forward;
    }

    /**
     * A segment has arrived (section 6.2, steps 2 and 3).
     *
     * @param end the sequence number after it
     * @param time when it was sent last
     * @param resent whether it was sent more than once
     * @param original whether the acknowledgement's timestamp says that it was not the last copy which arrived
     */
    void delivered(int end, long time, boolean resent, boolean original, long now) {
        if (!forwardKnown || Sequence.before(forward, end)) {
            forward = end;
        }
        if (forwardKnown && !resent && Sequence.before(end, forwardBefore)) {
            reorderingSeen = true;
        }
        if (!forwardKnown) {
            forwardKnown = true;
            forwardBefore = end;
        }
        long measured = now - time;
        if (resent && (original || measured < roundTrip.minimum())) {
            return;
        }
        if (!any || SentSegments.sentBefore(latestTime, latestEnd, time, end)) {
            any = true;
            latestTime = time;
            latestEnd = end;
            rtt = measured;
        }
    }

    /** The peer got something twice (RFC 2883): reordering went beyond our window, or it was sent in vain. */
    void duplicateReported() {
        if (inDuplicateRound && !Sequence.before(sent.unacknowledged(), duplicateRoundEnd)) {
            inDuplicateRound = false;
        }
        if (!inDuplicateRound) {
            inDuplicateRound = true;
            duplicateRoundEnd = sent.next();
            multiplier++;
            persist = PERSISTENCE;
        }
    }

    /** Recovery has ended. */
    void recovered() {
        if (--persist <= 0) {
            multiplier = 1;
        }
    }

    /** The reordering window (section 6.2, step 4). */
    private long window(boolean recovering) {
        if (!reorderingSeen && (recovering || sent.sackedSegments() >= DUPLICATE_THRESHOLD)) {
            return 0;
        }
        return Math.min(multiplier * roundTrip.minimum() / 4, roundTrip.smoothed());
    }

    /** Marks what is lost (section 6.2, step 5); answers whether anything is that was not before. */
    boolean detect(boolean recovering, long now) {
        remaining = 0;
        if (!any) {
            return false;
        }
        boolean found = sent.loseSentBefore(latestTime, latestEnd, rtt + window(recovering), now);
        remaining = sent.inDoubt();
        return found;
    }

    /** How long to wait before {@link #detect} again, 0 for not at all. */
    long remaining() {
        return remaining;
    }

    /** The retransmission timer expired (section 6.3): the first is lost, and what was sent more than a round trip ago. */
    void timeout(long now) {
        remaining = 0;
        sent.loseOnTimeout(now - rtt - window(true));
    }
}
