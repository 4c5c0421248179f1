package dev.demitasse.net.ip;

import dev.demitasse.net.core.Turn;

/** How many ICMP messages nobody asked for may be sent: a token bucket (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 f). */
final class ErrorRate {
    private static final int BURST = 50;
    private static final long INTERVAL = 10_000_000L; // 100 a second once the burst is used up

    private final Turn turn;
    private int tokens = BURST;
    private long refilled;

    ErrorRate(Turn turn) {
        this.turn = turn;
        this.refilled = turn.now();
    }

    /** Whether one more may be sent now. */
    boolean allows() {
        long earned = (turn.now() - refilled) / INTERVAL;
        if (earned > 0) {
            tokens = (int) Math.min(BURST, tokens + earned);
            refilled += earned * INTERVAL;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
