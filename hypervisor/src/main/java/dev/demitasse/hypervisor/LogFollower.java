package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Reads an instance's console and control channel from their logs while these grow, in a thread of its own. */
final class LogFollower implements AutoCloseable {
    private final WatchService watch;
    private final FileChannel console;
    private final FileChannel control;
    private final CompletableFuture<Void> end;
    private final InstanceListener listener;
    private final ControlLines lines;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192);
    private final Thread thread;

    private LogFollower(InstanceFiles files, CompletableFuture<Void> end, InstanceListener listener)
            throws IOException {
        this.end = end;
        this.listener = listener;
        this.lines = new ControlLines(listener::event);
        watch = files.directory().getFileSystem().newWatchService();
        files.directory().register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
        console = FileChannel.open(files.consoleLog());
        control = FileChannel.open(files.controlLog());
        thread = Thread.ofPlatform().daemon().name("logs").start(this::run);
    }

    /**
     * Begins to follow.
     *
     * @param end completed when nothing more will be written
     */
    static LogFollower start(InstanceFiles files, CompletableFuture<Void> end, InstanceListener listener)
            throws IOException {
        var follower = new LogFollower(files, end, listener);
        end.whenComplete((_, _) -> follower.close());
        return follower;
    }

    /** Waits until the end has come and all was told; {@code false} when it has not within the limit. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    /** Stops; after the end, what is left is still told. */
    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new HypervisorException("cannot detach: " + e.getMessage(), e);
        }
    }

    private void run() {
        try (console;
                control) {
            follow();
            if (end.isDone()) {
                tell();
            }
        } catch (IOException e) {
            // The directory was removed under us: whoever did that wants to hear no more.
            return;
        }
    }

    private void follow() throws IOException {
        try {
            while (true) {
                tell();
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            // Ended, or detached.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() throws IOException {
        while (console.read(buffer.clear()) > 0) {
            listener.console(buffer.flip());
        }
        while (control.read(buffer.clear()) > 0) {
            lines.accept(buffer.flip());
        }
    }
}
