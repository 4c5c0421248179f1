package dev.demitasse.net.tcp;

/**
 * Path MTU discovery that needs no router's word (RFC 4821): once timeouts have raised the suspicion that a router drops
 * long packets and says nothing, packets become as short as every path carries, and one longer segment of new data at a time
 * finds out how long they may be. Silent until then, as with Linux's {@code tcp_mtu_probing=1}. All sizes are those of IP
 * packets. Guarded by the stack's lock.
 */
final class PathMtuSearch {
    /** A size counts as too long when so many probes in a row were lost (RFC 8899 section 5.1.2), not after a chance loss. */
    private static final int MAX_PROBES = 3;

    /** What is gained by going on is less than what it costs. */
    private static final int CLOSE_ENOUGH = 8;

    /** RFC 8899 section 5.1.1, PMTU_RAISE_TIMER: then the path may have become wider. */
    private static final long REST = 600_000_000_000L;

    /** What is known to arrive: search_low and eff_pmtu of RFC 4821 section 7.1. */
    private int limit = Integer.MAX_VALUE;

    /** The longest that is not known to be lost: search_high. */
    private int high;

    /** Whether the longest is tried first: the suspicion may have been wrong. */
    private boolean doubtful;

    private int failures;
    private boolean resting;
    private long restUntil;

    /** The probe on its way, 0 for none; and the text it carries. */
    private int probe;

    private int start;
    private int end;

    /** The longest packet that is not a probe. */
    int limit() {
        return limit;
    }

    /**
     * Nothing comes back for a packet of {@code size} bytes (RFC 4821 section 7.7): falls back to {@code base}, and if it was
     * no longer than that to half as much, but not below {@code least}.
     *
     * @param full how long packets are that have enough to carry
     * @return whether packets are to be shorter now
     */
    boolean suspect(int size, int full, int base, int least) {
        int lower = Math.max(least, size > base ? base : size / 2);
        if (lower >= size) {
            return false;
        }
        high = limit == Integer.MAX_VALUE ? full : Math.max(high, full);
        limit = lower;
        doubtful = true;
        failures = 0;
        probe = 0;
        resting = false;
        return true;
    }

    /** A router has said how long packets may be after all. */
    void told(int mtu, long now) {
        if (limit != Integer.MAX_VALUE) {
            high = Math.min(high, mtu);
            limit = Math.min(limit, mtu);
            settle(now);
        }
    }

    /**
     * The size of the next probe, 0 for none.
     *
     * @param most what the link and the peer take
     */
    int next(int most, long now) {
        if (limit == Integer.MAX_VALUE || probe != 0) {
            return 0;
        }
        if (resting) {
            if (now - restUntil < 0 || most - limit < CLOSE_ENOUGH) {
                return 0;
            }
            resting = false;
            high = most;
            doubtful = true;
        }
        high = Math.min(high, most);
        return doubtful ? high : (limit + high + 1) / 2;
    }

    /** A probe of this size leaves, with the text from {@code from} to {@code to}. */
    void sent(int size, int from, int to) {
        probe = size;
        start = from;
        end = to;
    }

    /** Whether the probe is all that is lost, which is no sign of congestion (section 7.6.2). */
    boolean isOnlyLoss(SentSegments sent) {
        return probe != 0 && sent.onlyLost(start, end);
    }

    /** The probe was lost, or something else happened before its fate was known. */
    void failed(long now) {
        if (probe != 0 && ++failures >= MAX_PROBES) {
            high = probe - 1;
            doubtful = false;
            failures = 0;
            settle(now);
        }
        probe = 0;
    }

    /** Takes in an acknowledgement; answers whether packets may be longer now (section 7.6.1). */
    boolean acknowledged(int unacknowledged, long now) {
        if (probe == 0 || Sequence.before(unacknowledged, end)) {
            return false;
        }
        limit = probe;
        doubtful = false;
        failures = 0;
        probe = 0;
        settle(now);
        return true;
    }

    private void settle(long now) {
        if (high - limit < CLOSE_ENOUGH) {
            resting = true;
            restUntil = now + REST;
        }
    }
}
