package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.UnmanagedMemoryUtil;
import com.oracle.svm.core.util.UnsignedUtils;
import dev.demitasse.machine.Machine;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.struct.SizeOf;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;
import org.graalvm.word.WordFactory;

/**
 * Making, joining and burying kernel threads. A stack is a range of addresses whose pages get frames when they are
 * first used ({@link Traps}), with an unmapped page below. Guarded by the kernel lock.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class Tasks {
    /** Pages at the top of a new stack that have frames from the start, so that a thread begins without a trap. */
    private static final int FIRST_PAGES = 2;

    /** What a thread's stack comes to use; where there is no room for it, a new thread would end in a panic. */
    private static final int USUAL_PAGES = 8;

    private static Task unused;
    private static int count;

    /** A thread that has ended but whose stack was still in use when it did. */
    private static Task dead;

    private Tasks() {}

    /** Starts {@code function(argument)} on a thread of its own; null when there is not enough memory. */
    @Uninterruptible(reason = EARLY)
    static Task start(CFunctionPointer function, WordBase argument, UnsignedWord stackSize) {
        bury();
        Task task = record();
        if (task.isNull()) {
            return task;
        }
        UnsignedWord size = UnsignedUtils.roundUp(stackSize, Word.unsigned(PAGE_SIZE));
        UnsignedWord guarded = size.add(PAGE_SIZE);
        Pointer range = AddressSpace.reserve(guarded, Word.unsigned(PAGE_SIZE));
        if (range.isNull()) {
            recycle(task);
            return WordFactory.nullPointer();
        }
        Pointer end = range.add(guarded);
        if (!AddressSpace.roomOutsideHeap(Word.unsigned(USUAL_PAGES * PAGE_SIZE))
                || !AddressSpace.back(end.subtract(FIRST_PAGES * PAGE_SIZE), Word.unsigned(FIRST_PAGES * PAGE_SIZE))) {
            AddressSpace.release(range, guarded);
            recycle(task);
            return WordFactory.nullPointer();
        }
        task.setStackBegin(range.add(PAGE_SIZE));
        task.setStackEnd(end);
        task.setStackPointer(ImageSingletons.lookup(Machine.class).prepareStack(end, function, argument));
        Scheduler.makeReady(task);
        return task;
    }

    /** The current thread's end; never returns. */
    @Uninterruptible(reason = EARLY)
    static void exit(WordBase result) {
        bury();
        Task task = Scheduler.current();
        task.setResult(result);
        task.setState(Task.EXITED);
        dead = task;
        if (task.getJoiner().isNonNull()) {
            Scheduler.wake(task.getJoiner());
        }
        Scheduler.switchAway();
    }

    /** Waits for a thread's end and gives its record up. One thread joins another, once. */
    @Uninterruptible(reason = EARLY)
    static WordBase join(Task task) {
        while (task.getState() != Task.EXITED) {
            task.setJoiner(Scheduler.current());
            Scheduler.await(Scheduler.FOREVER);
        }
        bury();
        WordBase result = task.getResult();
        recycle(task);
        return result;
    }

    /** Frees the stack of the thread that ended last; on another thread's stack, so it is out of use. */
    @Uninterruptible(reason = EARLY)
    private static void bury() {
        Task task = dead;
        if (task.isNonNull()) {
            dead = WordFactory.nullPointer();
            Pointer range = task.getStackBegin().subtract(PAGE_SIZE);
            AddressSpace.release(range, task.getStackEnd().subtract(range));
        }
    }

    /** How many threads there are. */
    static int count() {
        return count;
    }

    @Uninterruptible(reason = EARLY)
    private static Task record() {
        if (!Deadlines.makeRoom(count + 1)) {
            return WordFactory.nullPointer();
        }
        Task task = unused;
        if (task.isNonNull()) {
            unused = task.getNext();
        } else {
            task = (Task) NativeHeap.allocate(SizeOf.unsigned(Task.class));
            if (task.isNull()) {
                return task;
            }
        }
        count++;
        UnmanagedMemoryUtil.fill((Pointer) task, SizeOf.unsigned(Task.class), (byte) 0);
        task.setDeadlineIndex(-1);
        return task;
    }

    @Uninterruptible(reason = EARLY)
    private static void recycle(Task task) {
        count--;
        task.setNext(unused);
        unused = task;
    }
}
