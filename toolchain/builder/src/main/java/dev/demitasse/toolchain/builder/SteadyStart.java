package dev.demitasse.toolchain.builder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.oracle.svm.hosted.NativeImageGeneratorRunner;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the builder's JVM begins. An identity hash code, which becomes part of the image, is drawn from a sequence of
 * the thread that first asks for it, or that links it, if it is of a class; those of all threads but this one differ from
 * run to run. So this thread draws those of the classes that SVM's few other threads, which wait to report slow progress,
 * would be the first to use.
 */
final class SteadyStart {
    private SteadyStart() {}

    static void main(String[] arguments) throws CharacterCodingException, InterruptedException {
        // As a URL is decoded, which is the case early where a folder's name is escaped, and late elsewhere.
        var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {' '})).toString();
        // As a thread of an executor waits for something to do.
        var _ = new LinkedBlockingQueue<>().poll(1, TimeUnit.MILLISECONDS);
        List.of(AbstractQueuedSynchronizer.class.getDeclaredClasses()).forEach(System::identityHashCode);
        List.of(LockSupport.class, InterruptedException.class, ForkJoinPool.ManagedBlocker.class)
                .forEach(System::identityHashCode);
        // As a thread waits that looks after the build, which links the JDK's event of a sleep.
        Thread.sleep(1);
        NativeImageGeneratorRunner.main(arguments);
    }
}
