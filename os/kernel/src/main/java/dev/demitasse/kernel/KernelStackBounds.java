package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.stack.StackOverflowCheck;
import org.graalvm.nativeimage.c.type.WordPointer;

/** Where the current thread's stack lies, so that a stack overflow is a {@link StackOverflowError}. */
final class KernelStackBounds implements StackOverflowCheck.PlatformSupport {
    @Override
    @Uninterruptible(reason = EARLY)
    public boolean lookupStack(WordPointer stackBasePtr, WordPointer stackEndPtr) {
        Task task = Scheduler.current();
        stackBasePtr.write(task.getStackEnd());
        stackEndPtr.write(task.getStackBegin());
        return true;
    }
}
