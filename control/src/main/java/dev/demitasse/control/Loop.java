package dev.demitasse.control;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The one thread that owns the control plane's state. Its methods are for any thread. */
final class Loop implements AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;
    private final Consumer<Throwable> failures;

    /** {@code failures} is told what a task throws that nobody waits for. */
    Loop(Consumer<Throwable> failures) {
        this.failures = failures;
        executor = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().name("control").unstarted(task));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Runs something soon; not at all after the end. */
    void post(Runnable task) {
        after(Duration.ZERO, task);
    }

    /** Runs something after a while; not at all after the end. */
    void after(Duration delay, Runnable task) {
        try {
            executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Ended: whatever it was about is over.
            return;
        }
    }

    /** Runs something and returns what it gives, or throws what it throws. Not for the loop itself. */
    <T> T call(Supplier<T> task) {
        try {
            return CompletableFuture.supplyAsync(task, executor).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failures.accept(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
