package dev.demitasse.cli;

import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers for an instance as long as this process is in the foreground: from before its start, Ctrl-C (or SIGTERM, or
 * the terminal's end) stops it in order, and its status becomes ours. Nothing is left running, and after a failed start
 * nothing is left on disk. One of {@link #started}, {@link #failed} must follow. Thread-safe.
 */
final class InstanceGuard {
    /** What a terminal's Ctrl-D stands for; tells the guest that its standard input has ended. */
    private static final byte END_OF_TRANSMISSION = 4;

    /** What a shell reports of a process that SIGINT ended. */
    private static final int INTERRUPTED = 128 + 2;

    private final InstanceStore store;
    private final Path directory;
    private final boolean remove;
    private final CompletableFuture<Optional<Instance>> start = new CompletableFuture<>();
    private final Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop()), "interrupted");

    /** Guards the instance in {@code directory}, which is removed at the end if {@code remove}. */
    InstanceGuard(InstanceStore store, Path directory, boolean remove) {
        this.store = store;
        this.directory = directory;
        this.remove = remove;
    }

    /** From now on, an interrupt is an orderly stop. */
    void arm() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The instance has been started. */
    void started(Instance instance) {
        start.complete(Optional.of(instance));
    }

    /** The instance could not be started. */
    void failed() throws InterruptedException {
        start.complete(Optional.empty());
        release();
        store.remove(directory);
    }

    /** Leaves the instance to itself. */
    void release() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work, and ends this process.
            hook.join();
        }
    }

    /** Passes on what the user types, waits for the end, and returns the status to exit with. */
    int attend(Instance instance) throws InterruptedException {
        Thread.ofPlatform().daemon().name("typing").start(() -> type(instance));
        while (!instance.awaitEnd(Duration.ofDays(1))) {
            // A day is as good as any.
        }
        release();
        return conclude(instance);
    }

    private int stop() {
        try {
            Optional<Instance> instance = start.join();
            if (instance.isEmpty()) {
                store.remove(directory);
                return INTERRUPTED;
            }
            if (!instance.get().stop(Duration.ofSeconds(StopCommand.GRACE_SECONDS))) {
                Messages.note("it did not end within " + StopCommand.GRACE_SECONDS + " s and was killed");
            }
            return conclude(instance.get());
        } catch (InterruptedException | RuntimeException e) {
            Messages.error("cannot stop the instance in " + directory + ": " + e.getMessage());
            return ExitStatus.FAILURE;
        }
    }

    private int conclude(Instance instance) {
        Outcome outcome = instance.outcome();
        switch (outcome) {
            case Outcome.Exited _ -> {}
            case Outcome.Panicked(String message) -> Messages.error("the guest's kernel panicked: " + message);
            case Outcome.Killed killed -> Messages.error(killed.reason());
            case Outcome.Lost() ->
                Messages.error("the instance ended without a word: it was killed, or crashed before it could speak");
        }
        if (remove) {
            store.remove(directory);
        }
        return InstanceState.exitStatus(outcome);
    }

    private static void type(Instance instance) {
        byte[] buffer = new byte[1024];
        try {
            int length;
            while ((length = System.in.read(buffer)) >= 0) {
                instance.type(ByteBuffer.wrap(buffer, 0, length));
            }
            instance.type(ByteBuffer.wrap(new byte[] {END_OF_TRANSMISSION}));
        } catch (IOException | HypervisorException e) {
            // The terminal or the instance is gone; the waiting thread sees to the latter.
            return;
        }
    }
}
