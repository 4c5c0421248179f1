package dev.demitasse.hypervisor;

import java.time.Duration;

/** Waits for the end of a process that is not our child, of which nothing tells us. */
final class EndOfProcess {
    /** How often we look whether it has ended. */
    private static final Duration POLL = Duration.ofMillis(5);

    private EndOfProcess() {}

    /**
     * Whether the instance has ended by {@code deadline}, in {@link System#nanoTime} terms; it is looked at once at least.
     */
    static boolean await(Instance instance, long deadline) throws InterruptedException {
        while (instance.isAlive()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(POLL);
        }
        return true;
    }
}
