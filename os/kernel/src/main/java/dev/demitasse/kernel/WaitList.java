package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.word.WordFactory;

/** Tasks in line for something, first come first served. A task stands in one line at most. Guarded by the kernel lock. */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class WaitList {
    private Task first;
    private Task last;

    @Uninterruptible(reason = EARLY)
    void add(Task task) {
        if (task.getQueued()) {
            return;
        }
        task.setQueued(true);
        task.setNextWaiter(WordFactory.nullPointer());
        if (first.isNull()) {
            first = task;
        } else {
            last.setNextWaiter(task);
        }
        last = task;
    }

    /** Takes the longest waiting task out; null when there is none. */
    @Uninterruptible(reason = EARLY)
    Task poll() {
        Task task = first;
        if (task.isNonNull()) {
            first = task.getNextWaiter();
            task.setQueued(false);
        }
        return task;
    }

    /** Takes a task out of the middle, as after a timeout; whether it was there. */
    @Uninterruptible(reason = EARLY)
    boolean remove(Task task) {
        if (!task.getQueued()) {
            return false;
        }
        Task before = WordFactory.nullPointer();
        for (Task at = first; at.isNonNull(); at = at.getNextWaiter()) {
            if (at.equal(task)) {
                if (before.isNull()) {
                    first = at.getNextWaiter();
                } else {
                    before.setNextWaiter(at.getNextWaiter());
                }
                if (last.equal(at)) {
                    last = before;
                }
                task.setQueued(false);
                return true;
            }
            before = at;
        }
        return false;
    }

    @Uninterruptible(reason = EARLY)
    boolean isEmpty() {
        return first.isNull();
    }
}
