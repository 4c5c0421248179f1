package dev.demitasse.net.tcp;

/** The round-trip time and what follows from it, the retransmission timeout (RFC 6298). Nanoseconds. */
final class RoundTripTime {
    /** RFC 6298 section 2.1: before there is a measurement. */
    static final long INITIAL_TIMEOUT = 1_000_000_000L;

    /** RFC 6298 section 5.7: after a SYN had to be sent again without a measurement. */
    private static final long CAUTIOUS_TIMEOUT = 3_000_000_000L;

    /**
     * The least timeout. RFC 6298 section 2.4 asks for one second "currently"; like all widespread stacks we take 200 ms,
     * which leaves room for the peer's delayed acknowledgements.
     */
    private static final long MIN_TIMEOUT = 200_000_000L;

    private static final long MAX_TIMEOUT = 120_000_000_000L;
    private static final long GRANULARITY = 1_000_000L;
    private static final long PERIOD = 300_000_000_000L;

    private long smoothed;
    private long variation;
    private long timeout = INITIAL_TIMEOUT;

    /** The least of this period and of the one before: RFC 8985 section 6.2 step 1 wants the minimum of recent minutes. */
    private long minimum = Long.MAX_VALUE;

    private long earlierMinimum = Long.MAX_VALUE;
    private long periodStart;
    private int backoff;

    /** Takes in a measurement (RFC 6298 sections 2.2 and 2.3). */
    void sample(long measured, long now) {
        long rtt = Math.max(1, measured);
        if (now - periodStart > PERIOD) {
            periodStart = now;
            earlierMinimum = minimum;
            minimum = rtt;
        }
        minimum = Math.min(minimum, rtt);
        if (smoothed == 0) {
            smoothed = rtt;
            variation = rtt / 2;
        } else {
            variation += (Math.abs(smoothed - rtt) - variation) / 4;
            smoothed += (rtt - smoothed) / 8;
        }
        timeout = Math.clamp(smoothed + Math.max(GRANULARITY, 4 * variation), MIN_TIMEOUT, MAX_TIMEOUT);
    }

    /** Whether there was a measurement. */
    boolean measured() {
        return smoothed != 0;
    }

    /** SRTT, 0 before the first measurement. */
    long smoothed() {
        return smoothed;
    }

    /** The least measurement of the last minutes; the initial timeout before the first. */
    long minimum() {
        long least = Math.min(minimum, earlierMinimum);
        return least == Long.MAX_VALUE ? INITIAL_TIMEOUT : least;
    }

    /** RTO with its back-off. */
    long timeout() {
        return Math.min(timeout << Math.min(backoff, 10), MAX_TIMEOUT);
    }

    /** Doubles the timeout (RFC 6298 section 5.5). */
    void backOff() {
        backoff++;
    }

    /** Ends the back-off, as when something new was acknowledged. */
    void reset() {
        backoff = 0;
    }

    /** Starts the data phase after a handshake whose SYN was lost. */
    void beCautious() {
        if (!measured()) {
            timeout = CAUTIOUS_TIMEOUT;
        }
        backoff = 0;
    }
}
