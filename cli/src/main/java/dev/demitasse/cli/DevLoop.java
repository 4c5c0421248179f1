package dev.demitasse.cli;

import dev.demitasse.hypervisor.HypervisorException;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.BuildException;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Builds and starts an application now and after every change. A change during a build ends that build, which is of no
 * more use. Each build has a thread of its own; Ctrl-C ends build and application, and this process with status 0.
 */
final class DevLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Builds the application, or finds it built. */
    @FunctionalInterface
    interface Build {
        /** The image of the sources as they are. */
        ReadyImage image() throws IOException, InterruptedException;
    }

    private final SourceWatch watch;
    private final Build build;
    private final RunningVersion running;
    private volatile Thread builder = new Thread(() -> {});

    DevLoop(SourceWatch watch, Build build, RunningVersion running) {
        this.watch = watch;
        this.build = build;
        this.running = running;
    }

    /** Works until the process is interrupted. */
    void run() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "interrupted"));
        long since = System.nanoTime();
        while (true) {
            long saved = since;
            builder = Thread.ofPlatform().name("build").start(() -> renew(saved));
            since = watch.await();
            if (builder.isAlive()) {
                Messages.note("changed again: beginning anew");
                builder.interrupt();
                builder.join();
            }
        }
    }

    /** Replaces what runs by what the sources are now. */
    private void renew(long saved) {
        try {
            ReadyImage image = build.image();
            BootTarget.check(image);
            running.replace(image, saved);
        } catch (InterruptedException e) {
            // Whoever interrupted this knows.
            return;
        } catch (BuildException | CommandException | HypervisorException | UncheckedIOException | IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                Messages.error(Demi.message(e));
                Messages.note(running.isAlive() ? "the one before runs on" : "waiting for a change");
            }
        }
    }

    private void end() {
        try {
            builder.interrupt();
            builder.join(PATIENCE);
            running.stop();
            Runtime.getRuntime().halt(ExitStatus.OK);
        } catch (InterruptedException | RuntimeException e) {
            Messages.error("cannot stop the instance: " + e.getMessage());
            Runtime.getRuntime().halt(ExitStatus.FAILURE);
        }
    }
}
