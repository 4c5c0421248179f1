package dev.demitasse.harness;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do. Stateless. */
public final class Waiting {
    private static final Duration POLL = Duration.ofMillis(10);

    private Waiting() {}

    /** Waits until {@code condition} holds; fails with {@code complaint} after {@code limit}. */
    public static void until(Duration limit, BooleanSupplier condition, Supplier<String> complaint)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + limit + ": " + complaint.get());
            }
            Thread.sleep(POLL);
        }
    }
}
