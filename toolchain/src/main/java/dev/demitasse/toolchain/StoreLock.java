package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Held by one thread of one process on this machine at a time; given back when closed, and when its process ends. */
public final class StoreLock implements AutoCloseable {
    /** File locks hold between processes only; these hold between the threads of this one. */
    private static final ConcurrentHashMap<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

    private final Semaphore threads;
    private final FileChannel channel;

    private StoreLock(Semaphore threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /**
     * Takes the lock that a file stands for; the file is made when needed.
     *
     * @param waiting run when another process holds it, before waiting for it
     */
    static StoreLock take(Path file, Runnable waiting) throws IOException, InterruptedException {
        Semaphore threads = threads(file);
        threads.acquire();
        return take(file, threads, waiting);
    }

    /** Takes a lock that nobody holds for longer than it takes to write a small file. */
    static StoreLock brief(Path file) throws IOException {
        Semaphore threads = threads(file);
        threads.acquireUninterruptibly();
        return take(file, threads, () -> {});
    }

    private static Semaphore threads(Path file) {
        return THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), _ -> new Semaphore(1));
    }

    private static StoreLock take(Path file, Semaphore threads, Runnable waiting) throws IOException {
        FileChannel channel = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                waiting.run();
                channel.lock();
            }
            return new StoreLock(threads, channel);
        } catch (IOException | RuntimeException e) {
            threads.release();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            threads.release();
        }
    }
}
