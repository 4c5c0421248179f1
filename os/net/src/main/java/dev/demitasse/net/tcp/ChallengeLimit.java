package dev.demitasse.net.tcp;

/** How often a connection answers suspicious segments: a hundred times a second (RFC 5961 section 7). */
final class ChallengeLimit {
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST = 100;

    private long since;
    private int count;

    /** Takes one answer out of this second's; {@code false} when there is none left. */
    boolean take(long now) {
        if (now - since >= SECOND) {
            since = now;
            count = 0;
        }
        if (count == MOST) {
            return false;
        }
        count++;
        return true;
    }
}
