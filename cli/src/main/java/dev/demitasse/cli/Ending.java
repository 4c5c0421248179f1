package dev.demitasse.cli;

import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sees an instance in the foreground to its end: what the user types goes to it, Ctrl-C (or SIGTERM, or the terminal's
 * end) stops it in order, and its status becomes ours.
 */
final class Ending {
    /** What a terminal's Ctrl-D stands for; tells the guest that its standard input has ended. */
    private static final byte END_OF_TRANSMISSION = 4;

    private final InstanceStore store;
    private final Path directory;
    private final boolean remove;

    /** For the instance in {@code directory}, which is removed at the end if {@code remove}. */
    Ending(InstanceStore store, Path directory, boolean remove) {
        this.store = store;
        this.directory = directory;
        this.remove = remove;
    }

    /** Waits for the end and returns the status to exit with. */
    int await(Instance instance) throws InterruptedException {
        var interrupted = new Thread(() -> Runtime.getRuntime().halt(stop(instance)), "interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        Thread.ofPlatform().daemon().name("typing").start(() -> type(instance));
        while (!instance.awaitEnd(Duration.ofDays(1))) {
            // A day is as good as any.
        }
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException e) {
            // The hook is at work, and ends this process.
            interrupted.join();
        }
        return conclude(instance);
    }

    private int stop(Instance instance) {
        try {
            if (!instance.stop(Duration.ofSeconds(StopCommand.GRACE_SECONDS))) {
                Messages.note("it did not end within " + StopCommand.GRACE_SECONDS + " s and was killed");
            }
            return conclude(instance);
        } catch (InterruptedException | RuntimeException e) {
            Messages.error(String.valueOf(e.getMessage()));
            return ExitStatus.FAILURE;
        }
    }

    private int conclude(Instance instance) {
        Outcome outcome = instance.outcome();
        switch (outcome) {
            case Outcome.Exited _ -> {}
            case Outcome.Panicked(String message) -> Messages.error("the guest's kernel panicked: " + message);
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
