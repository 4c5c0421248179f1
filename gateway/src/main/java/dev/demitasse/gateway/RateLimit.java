package dev.demitasse.gateway;

/** A bucket of tokens, filled at a rate, holding a second's worth. Guarded by its owner's lock. */
final class RateLimit {
    private static final double SECOND = 1e9;

    private double tokens;
    private long filled;
    private boolean begun;

    /** Takes a token if there is one; a rate of 0 is no limit. The rate may differ from call to call. */
    boolean take(int perSecond, long now) {
        if (perSecond == 0) {
            return true;
        }
        tokens = begun ? Math.min(perSecond, tokens + (now - filled) / SECOND * perSecond) : perSecond;
        begun = true;
        filled = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
