package dev.demitasse.net.tcp;

/**
 * The timestamps of one connection (RFC 7323): what we put into the option, and protection against old segments (PAWS).
 * Guarded by the stack's lock.
 */
final class Timestamps {
    /** RFC 7323 section 5.5: a timestamp older than 24 days says nothing. */
    private static final long LIFETIME = 24L * 24 * 3600 * 1_000_000_000L;

    private final Tcp tcp;
    private final int offset;
    private boolean used;
    private int recent;
    private long recentTime;

    /**
     * Not used so far.
     *
     * @param offset where our clock starts towards this peer (RFC 7323 section 7.1)
     */
    Timestamps(Tcp tcp, int offset) {
        this.tcp = tcp;
        this.offset = offset;
    }

    /** Whether our segments have the option: offered in our SYN, then agreed on by both. */
    boolean used() {
        return used;
    }

    /** Offers the option. */
    void offer() {
        used = true;
    }

    /** Settles whether the option is used, from now on and in every segment (RFC 7323 section 3.2). */
    void agree(boolean agreed, int first) {
        used = agreed;
        recent = first;
        recentTime = tcp.turn.now();
    }

    /** TSval: milliseconds, from a start that differs by peer (RFC 7323 section 5.4). */
    int value() {
        return tcp.timestampClock() + offset;
    }

    /** What TSval was at an earlier time. */
    int valueAt(long nanos) {
        return (int) (nanos / 1_000_000) + offset;
    }

    /** TSecr: TS.Recent. */
    int echo() {
        return recent;
    }

    /** Nanoseconds since what a segment echoes was sent, at least one millisecond; 0 when it echoes nothing. */
    long age(Segment segment) {
        if (!used || !segment.options.timestamps() || segment.options.timestampEcho() == 0) {
            return 0;
        }
        int millis = value() - segment.options.timestampEcho();
        return Math.clamp(millis, 1, 10_000) * 1_000_000L;
    }

    int offset() {
        return offset;
    }

    /** Whether a segment is older than one received before (RFC 7323 section 5.3, R1). */
    boolean old(Segment segment) {
        return segment.options.timestampValue() - recent < 0 && tcp.turn.now() - recentTime < LIFETIME;
    }

    /** Remembers the timestamp of an acceptable segment that reaches back to what we acknowledged (RFC 7323 section 4.3). */
    void take(Segment segment, int lastAcknowledged) {
        if (used
                && segment.options.timestamps()
                && segment.options.timestampValue() - recent >= 0
                && Sequence.atOrBefore(segment.sequence, lastAcknowledged)) {
            recent = segment.options.timestampValue();
            recentTime = tcp.turn.now();
        }
    }
}
