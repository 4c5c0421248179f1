package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.word.WordFactory;

/**
 * An auto-reset event for one waiting thread: {@link #set} before or during {@link #await} ends that wait and is used
 * up by it. Waiting blocks the kernel thread itself, so a virtual thread stays on its carrier.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
public final class Signal {
    private boolean set;
    private Task waiter;

    /** An event that is not set. */
    public Signal() {}

    /** Sets the event. Any thread. */
    @Uninterruptible(reason = EARLY)
    public void set() {
        set = true;
        if (waiter.isNonNull()) {
            Scheduler.wake(waiter);
        }
    }

    /**
     * Waits for the event.
     *
     * @param deadlineNanos a time of {@link Kernel#clock()}, or {@link Long#MAX_VALUE} to wait without end
     * @return whether the event was set; {@code false} when the deadline passed first
     */
    public boolean await(long deadlineNanos) {
        while (true) {
            if (takeOrAnnounce()) {
                return true;
            }
            if (deadlineNanos != Scheduler.FOREVER && System.nanoTime() >= deadlineNanos) {
                return giveUp();
            }
            Scheduler.awaitInNative(deadlineNanos);
        }
    }

    @Uninterruptible(reason = EARLY)
    private boolean takeOrAnnounce() {
        boolean was = set;
        set = false;
        waiter = was ? WordFactory.nullPointer() : Scheduler.current();
        return was;
    }

    /** The event may have come between the last look and now. */
    @Uninterruptible(reason = EARLY)
    private boolean giveUp() {
        boolean was = set;
        set = false;
        waiter = WordFactory.nullPointer();
        return was;
    }
}
