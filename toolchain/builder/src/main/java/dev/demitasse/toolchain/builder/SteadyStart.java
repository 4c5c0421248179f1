package dev.demitasse.toolchain.builder;

import com.oracle.svm.hosted.NativeImageGeneratorRunner;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the builder's JVM begins. An identity hash code, which becomes part of the image, is drawn from a sequence of
 * the thread that first asks for it; those of all threads but this one differ from run to run. So this thread asks for
 * those of the classes that SVM's few other threads, which wait to report slow progress, would be the first to use.
 */
final class SteadyStart {
    private SteadyStart() {}

    static void main(String[] arguments) throws InterruptedException {
        // As a thread of an executor waits for something to do.
        var _ = new LinkedBlockingQueue<>().poll(1, TimeUnit.MILLISECONDS);
        List.of(AbstractQueuedSynchronizer.class.getDeclaredClasses()).forEach(System::identityHashCode);
        List.of(LockSupport.class, InterruptedException.class, ForkJoinPool.ManagedBlocker.class)
                .forEach(System::identityHashCode);
        NativeImageGeneratorRunner.main(arguments);
    }
}
