package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.stack.StackOverflowCheck;
import com.oracle.svm.core.thread.Parker;
import java.util.concurrent.TimeUnit;
import org.graalvm.word.WordFactory;

/** What {@code LockSupport.park}, {@code Thread.sleep} and monitors wait on: one permit for one thread. */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class KernelParker extends Parker {
    private boolean permit;
    private Task waiter;

    @Override
    @Uninterruptible(reason = EARLY)
    protected void reset() {
        permit = false;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    protected boolean tryFastPark() {
        boolean was = permit;
        permit = false;
        return was;
    }

    @Override
    protected void park(boolean isAbsolute, long time) {
        StackOverflowCheck.singleton().makeYellowZoneAvailable();
        try {
            long deadline = deadline(isAbsolute, time);
            if (announce()) {
                Scheduler.awaitInNative(deadline);
            }
            leave();
        } finally {
            StackOverflowCheck.singleton().protectYellowZone();
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    protected void unpark() {
        permit = true;
        if (waiter.isNonNull()) {
            Scheduler.wake(waiter);
        }
    }

    @Override
    @Uninterruptible(reason = EARLY)
    protected void release() {
        waiter = WordFactory.nullPointer();
    }

    private static long deadline(boolean isAbsolute, long time) {
        if (time == 0) {
            return Scheduler.FOREVER;
        }
        long wait = isAbsolute ? TimeUnit.MILLISECONDS.toNanos(Math.max(time - System.currentTimeMillis(), 0)) : time;
        long deadline = System.nanoTime() + wait;
        return deadline < 0 ? Scheduler.FOREVER : deadline;
    }

    @Uninterruptible(reason = EARLY)
    private boolean announce() {
        waiter = Scheduler.current();
        return !permit;
    }

    @Uninterruptible(reason = EARLY)
    private void leave() {
        waiter = WordFactory.nullPointer();
        permit = false;
    }

    /** Gives each thread its parkers. */
    static final class Factory implements ParkerFactory {
        @Override
        public Parker acquire() {
            return new KernelParker();
        }
    }
}
