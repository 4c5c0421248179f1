package dev.demitasse.net.dhcp;

import dev.demitasse.net.core.Randomness;

/** How long a DHCPv6 client waits for an answer before it asks again (RFC 8415 section 15). Guarded by the stack's lock. */
final class Retransmission {
    private static final long SECOND = 1_000_000_000L;

    private final Randomness random;
    private long first;
    private long most;
    private long timeout;

    Retransmission(Randomness random) {
        this.random = random;
    }

    /** Begins a question; both times in seconds. */
    void begin(long firstTimeout, long maximumTimeout) {
        first = firstTimeout * SECOND;
        most = maximumTimeout * SECOND;
        timeout = 0;
    }

    /** Nanoseconds until the next question: twice as long as before, give or take a tenth, and not beyond the maximum. */
    long next() {
        long base = timeout == 0 ? first : timeout;
        long longer = (timeout == 0 ? base : 2 * base) + spread(base);
        timeout = longer > most ? most + spread(most) : longer;
        return timeout;
    }

    private long spread(long nanos) {
        return nanos / 1000 * (random.nextInt(201) - 100);
    }
}
