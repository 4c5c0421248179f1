package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.jdk.UninterruptibleUtils;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.WordFactory;

/**
 * The tasks that wait with a deadline, as a binary heap of pointers outside the Java heap: the next one due is found in
 * constant time, others are added and taken out in logarithmic time. Guarded by the kernel lock.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class Deadlines {
    private static final int FIRST_CAPACITY = 64;

    private static Pointer heap;
    private static int capacity;
    private static int count;

    private Deadlines() {}

    /** Makes room for one more task in the whole system, so that {@link #add} needs no memory; false if there is none. */
    @Uninterruptible(reason = EARLY)
    static boolean makeRoom(int tasks) {
        if (tasks <= capacity) {
            return true;
        }
        int larger = UninterruptibleUtils.Math.max(FIRST_CAPACITY, capacity * 2);
        Pointer moved = NativeHeap.reallocate(heap, Word.unsigned(larger).multiply(Long.BYTES));
        if (moved.isNull()) {
            return false;
        }
        heap = moved;
        capacity = larger;
        return true;
    }

    @Uninterruptible(reason = EARLY)
    static void add(Task task) {
        put(task, count++);
        up(task.getDeadlineIndex());
    }

    @Uninterruptible(reason = EARLY)
    static void remove(Task task) {
        int index = task.getDeadlineIndex();
        if (index < 0) {
            return;
        }
        task.setDeadlineIndex(-1);
        Task moved = at(--count);
        if (moved.notEqual(task)) {
            put(moved, index);
            up(index);
            down(moved.getDeadlineIndex());
        }
    }

    /** The task due first, or null. */
    @Uninterruptible(reason = EARLY)
    static Task first() {
        return count == 0 ? WordFactory.nullPointer() : at(0);
    }

    @Uninterruptible(reason = EARLY)
    private static Task at(int index) {
        return heap.readWord(index * Long.BYTES);
    }

    @Uninterruptible(reason = EARLY)
    private static void put(Task task, int index) {
        heap.writeWord(index * Long.BYTES, task);
        task.setDeadlineIndex(index);
    }

    @Uninterruptible(reason = EARLY)
    private static void up(int from) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) / 2;
            if (at(parent).getDeadline() <= at(index).getDeadline()) {
                return;
            }
            swap(parent, index);
            index = parent;
        }
    }

    @Uninterruptible(reason = EARLY)
    private static void down(int from) {
        int index = from;
        while (true) {
            int child = 2 * index + 1;
            if (child >= count) {
                return;
            }
            if (child + 1 < count && at(child + 1).getDeadline() < at(child).getDeadline()) {
                child++;
            }
            if (at(index).getDeadline() <= at(child).getDeadline()) {
                return;
            }
            swap(index, child);
            index = child;
        }
    }

    @Uninterruptible(reason = EARLY)
    private static void swap(int a, int b) {
        Task first = at(a);
        put(at(b), a);
        put(first, b);
    }
}
