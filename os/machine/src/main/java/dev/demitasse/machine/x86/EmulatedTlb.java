package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;

/**
 * Lets QEMU's emulation find out how many pages we use at a time. Its translation buffer begins with 256 entries, a MiB, and
 * grows only where it is flushed as a whole while most of it is in use ({@code tlb_mmu_resize_locked} in QEMU's
 * {@code accel/tcg/cputlb.c}); a system with many address spaces does so all the time, and one with a single address space never.
 * So the whole of it is flushed now and then: first after a few changes of threads, then ever more seldom, in the end some
 * ten times a second under load and hardly ever at rest. Real processors have no use for it and are spared. Guarded by the
 * kernel lock.
 */
final class EmulatedTlb {
    private static final int FIRST_TURN = 8;

    /** Changes of threads between two flushes, in the end. */
    private static final int MOST_TURNS = 512;

    private static boolean emulated;
    private static int interval = FIRST_TURN;
    private static int left = FIRST_TURN;

    private EmulatedTlb() {}

    /** Asks what the processor is. */
    @Uninterruptible(reason = EARLY)
    static void start() {
        emulated = TscClock.isEmulated();
    }

    /** Another thread may come to run. */
    @Uninterruptible(reason = EARLY)
    static void turn() {
        if (emulated && --left == 0) {
            if (interval < MOST_TURNS) {
                interval *= 2;
            }
            left = interval;
            PageTables.use();
        }
    }
}
