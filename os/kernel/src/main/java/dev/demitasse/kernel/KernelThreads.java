package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.SubstrateOptions;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.stack.StackOverflowCheck;
import com.oracle.svm.core.thread.PlatformThreads;
import com.oracle.svm.core.thread.VMThreads.OSThreadHandle;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.struct.SizeOf;
import org.graalvm.nativeimage.c.type.WordPointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;

/** A Java platform thread is a {@link Task}. */
final class KernelThreads extends PlatformThreads {
    /** What a thread gets that asks for no stack size; only the pages it touches take memory. */
    static final long DEFAULT_STACK = 1 << 20;

    /** Smaller ones would be eaten up by the zones SubstrateVM keeps for itself at the end. */
    private static final long LEAST_STACK = 128 << 10;

    @Override
    protected boolean doStartThread(Thread thread, long stackSize) {
        StackOverflowCheck.singleton().makeYellowZoneAvailable();
        try {
            ThreadStartData data = prepareStart(thread, SizeOf.get(ThreadStartData.class));
            if (startTask(threadStartRoutine.getFunctionPointer(), data, stackSize(stackSize))
                    .isNonNull()) {
                return true;
            }
            undoPrepareStartOnError(thread, data);
            return false;
        } finally {
            StackOverflowCheck.singleton().protectYellowZone();
        }
    }

    private static UnsignedWord stackSize(long asked) {
        long size = asked > 0 ? asked : SubstrateOptions.StackSize.getValue();
        return Word.unsigned(size > 0 ? Math.max(size, LEAST_STACK) : DEFAULT_STACK);
    }

    @Uninterruptible(reason = EARLY)
    private static Task startTask(CFunctionPointer function, WordBase argument, UnsignedWord stackSize) {
        return Tasks.start(function, argument, stackSize);
    }

    @Override
    protected void beforeThreadRun(Thread thread) {
        Preemption.start();
    }

    @Override
    protected void setNativeName(Thread thread, String name) {
        // A task has no name of its own: dumps read the Java thread's.
    }

    @Override
    protected void yieldCurrent() {
        Scheduler.yieldInNative();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public OSThreadHandle startThreadUnmanaged(CFunctionPointer threadRoutine, PointerBase userData, int stackSize) {
        return (OSThreadHandle)
                Tasks.start(threadRoutine, userData, Word.unsigned(stackSize > 0 ? stackSize : DEFAULT_STACK));
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean joinThreadUnmanaged(OSThreadHandle threadHandle, WordPointer threadExitStatus) {
        WordBase result = Tasks.join((Task) threadHandle);
        if (threadExitStatus.isNonNull()) {
            threadExitStatus.write(result);
        }
        return true;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void closeOSThreadHandle(OSThreadHandle threadHandle) {
        // Joining gave the record up already.
    }
}
