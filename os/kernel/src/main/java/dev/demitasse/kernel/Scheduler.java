package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.function.CEntryPointOptions;
import com.oracle.svm.core.c.function.CEntryPointOptions.NoEpilogue;
import com.oracle.svm.core.c.function.CEntryPointOptions.NoPrologue;
import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.c.function.CEntryPoint;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.word.Pointer;
import org.graalvm.word.WordFactory;

/**
 * Which thread runs: the ready ones in turn, and when there is none the processor stops until an interrupt or the next
 * deadline. Threads change places only here: when one waits, ends, or yields (on its own or because its time is up, see
 * {@link Preemption}). Interrupts are let in only while the processor is stopped and only leave a mark; between two
 * turns the marks wake the thread that serves devices.
 *
 * <p>The kernel lock that other classes name is this: one processor, interrupts off, and no change of threads inside
 * uninterruptible code.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class Scheduler {
    /** A deadline that never comes. */
    static final long FOREVER = Long.MAX_VALUE;

    /** Instead of a deadline: let the others run first. */
    private static final long YIELD = Long.MIN_VALUE;

    private static Task running;
    private static Task firstReady;
    private static Task lastReady;
    private static Task interruptServer;
    private static long pendingInterrupts;

    /** Where the boot code's stack pointer goes when the first thread starts; nobody comes back to it. */
    private static Pointer abandoned;

    private Scheduler() {}

    /** Leaves the boot stack for the first ready thread. */
    @Uninterruptible(reason = EARLY)
    static void run() {
        Task first = pick();
        running = first;
        abandoned = NativeHeap.allocate(WordFactory.unsigned(Long.BYTES));
        ImageSingletons.lookup(Machine.class).switchStack(abandoned, first.getStackPointer());
    }

    @Uninterruptible(reason = EARLY)
    static Task current() {
        return running;
    }

    /**
     * Waits until {@link #wake} or the deadline, whichever is first; at once when a wake-up has already come. The caller
     * looks again at what it waits for: a wake-up may be meant for something else. For code that is uninterruptible;
     * other Java threads see this thread as running Java and wait for it.
     */
    @Uninterruptible(reason = EARLY)
    static void await(long deadline) {
        Task task = running;
        if (!task.getPermit()) {
            task.setState(Task.WAITING);
            if (deadline != FOREVER) {
                task.setDeadline(deadline);
                Deadlines.add(task);
            }
            switchAway();
        }
        task.setPermit(false);
    }

    /** Like {@link #await}, for ordinary Java code: the stack can be walked and the heap collected meanwhile. */
    @CFunction(value = "demi_wait", transition = Transition.TO_NATIVE)
    static native void awaitInNative(long deadline);

    /** Lets every other ready thread run once; for ordinary Java code. */
    static void yieldInNative() {
        awaitInNative(YIELD);
    }

    @Uninterruptible(reason = EARLY)
    @CEntryPoint(name = "demi_wait_java")
    @CEntryPointOptions(prologue = NoPrologue.class, epilogue = NoEpilogue.class)
    private static void awaitFromNative(long deadline) {
        if (deadline == YIELD) {
            yieldNow();
        } else {
            await(deadline);
        }
    }

    /** Lets every other ready thread run once. */
    @Uninterruptible(reason = EARLY)
    static void yieldNow() {
        // Who became due meanwhile comes first, or it would wait for another turn of the thread that yields.
        readyWhatIsDue(ImageSingletons.lookup(Machine.class));
        makeReady(running);
        switchAway();
    }

    /** Ends a task's wait, or lets its next one end at once. */
    @Uninterruptible(reason = EARLY)
    static void wake(Task task) {
        task.setPermit(true);
        if (task.getState() == Task.WAITING) {
            Deadlines.remove(task);
            makeReady(task);
        }
    }

    @Uninterruptible(reason = EARLY)
    static void makeReady(Task task) {
        task.setState(Task.READY);
        task.setNext(WordFactory.nullPointer());
        if (firstReady.isNull()) {
            firstReady = task;
        } else {
            lastReady.setNext(task);
        }
        lastReady = task;
    }

    /** Runs the next ready thread; returns when this one is picked again. */
    @Uninterruptible(reason = EARLY)
    static void switchAway() {
        Task self = running;
        Task next = pick();
        if (next.notEqual(self)) {
            running = next;
            ImageSingletons.lookup(Machine.class).switchStack(self.addressOfStackPointer(), next.getStackPointer());
        }
    }

    @Uninterruptible(reason = EARLY)
    private static Task pick() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        while (true) {
            readyWhatIsDue(machine);
            Task next = firstReady;
            if (next.isNonNull()) {
                firstReady = next.getNext();
                return next;
            }
            Task due = Deadlines.first();
            machine.idleUntil(due.isNull() ? FOREVER : due.getDeadline());
        }
    }

    @Uninterruptible(reason = EARLY)
    private static void readyWhatIsDue(Machine machine) {
        wakeServer(machine.takePendingInterrupts());
        Task due = Deadlines.first();
        while (due.isNonNull() && due.getDeadline() <= machine.nanoTime()) {
            Deadlines.remove(due);
            makeReady(due);
            due = Deadlines.first();
        }
    }

    @Uninterruptible(reason = EARLY)
    private static void wakeServer(long interrupts) {
        if (interrupts != 0) {
            pendingInterrupts |= interrupts;
            if (interruptServer.isNonNull()) {
                wake(interruptServer);
            }
        }
    }

    /** The current thread serves interrupts from now on: it is woken when there are some. */
    @Uninterruptible(reason = EARLY)
    static void serveInterrupts() {
        interruptServer = running;
    }

    /** The interrupts that came since the last call, a bit each. */
    @Uninterruptible(reason = EARLY)
    static long takeInterrupts() {
        long interrupts = pendingInterrupts;
        pendingInterrupts = 0;
        return interrupts;
    }
}
