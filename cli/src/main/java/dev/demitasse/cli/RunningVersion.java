package dev.demitasse.cli;

import dev.demitasse.hypervisor.BootConfiguration;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceRequest;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The version of an application that runs under {@code demi dev}, at most one at a time. Guarded by its lock. */
final class RunningVersion {
    private final Home home;
    private final HypervisorOptions machine;
    private final Network network;
    private final Optional<Path> capture;
    private final Optional<Long> memory;
    private final BootConfiguration configuration;
    private @Nullable Started current;

    private record Started(Instance instance, Path directory, String digest) {}

    /**
     * Nothing runs yet.
     *
     * @param capture where the frames of the one that runs are written, if anywhere
     * @param memory the guest's bytes of memory, if not what the image asks for
     */
    RunningVersion(
            Home home,
            HypervisorOptions machine,
            Network network,
            Optional<Path> capture,
            Optional<Long> memory,
            BootConfiguration configuration) {
        this.home = home;
        this.machine = machine;
        this.network = network;
        this.capture = capture;
        this.memory = memory;
        this.configuration = configuration;
    }

    /** Whether one runs. */
    synchronized boolean isAlive() {
        return current != null && current.instance().isAlive();
    }

    /**
     * Stops the one that runs, starts another, and says how long that has taken.
     *
     * @param saved when its sources were saved, in terms of {@link System#nanoTime}
     */
    synchronized void replace(ReadyImage image, long saved) throws IOException, InterruptedException {
        if (current != null && current.digest().equals(image.digest()) && isAlive()) {
            Messages.note("the image is the same: what runs stays");
            return;
        }
        long bytes = memory.orElseGet(image::memory);
        BootTarget.checkMemory(image, bytes);
        Hypervisor hypervisor = machine.hypervisor(home, image.manifest().target());
        stop();
        List<PortForward> published = network.forwards();
        var session = new Session(published, true, false);
        Instance instance = start(hypervisor, image, bytes, published, session);
        Thread.ofVirtual().name("end").start(() -> tellEnd(instance));
        if (!session.awaitReady(instance)) {
            // That it has ended is told otherwise.
            if (instance.isAlive()) {
                Messages.note("not ready after " + Quantities.time(Session.READY_LIMIT) + "; it runs on");
            }
            return;
        }
        Messages.note(readiness(published) + " " + Quantities.time(Duration.ofNanos(System.nanoTime() - saved))
                + " after the save");
    }

    private Instance start(
            Hypervisor hypervisor, ReadyImage image, long bytes, List<PortForward> published, Session session) {
        InstanceStore store = home.instances();
        Path directory = store.create();
        try {
            Instance instance = hypervisor.start(
                    new InstanceRequest(
                            image.file(), directory, bytes, network, capture, List.of(), configuration, false),
                    session);
            current = new Started(instance, directory, image.digest());
            String name = store.uniqueName(image.manifest().name());
            store.write(InstanceRecord.of(directory, name, image, bytes, published));
            return instance;
        } catch (RuntimeException e) {
            if (current == null) {
                store.remove(directory);
            }
            throw e;
        }
    }

    /** What can be said now; asks a published port, which also pays for the first request. */
    private static String readiness(List<PortForward> published) {
        if (published.isEmpty()) {
            return "in main";
        }
        PortForward first = published.getFirst();
        String where = first.address() + ":" + first.hostPort();
        return (FirstAnswer.comes(first.address(), first.hostPort()) ? "first answer of " : "serving on ") + where;
    }

    private void tellEnd(Instance instance) {
        try {
            while (!instance.awaitEnd(Duration.ofDays(1))) {
                // A day is as good as any.
            }
            synchronized (this) {
                if (current != null && current.instance().equals(instance)) {
                    Messages.note("it has ended: " + InstanceState.of(instance).text() + "; waiting for a change");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the one that runs, in order, and forgets it. */
    synchronized void stop() throws InterruptedException {
        Started old = current;
        if (old == null) {
            return;
        }
        current = null;
        if (!old.instance().stop(Duration.ofSeconds(StopCommand.GRACE_SECONDS))) {
            Messages.note("it did not end within " + StopCommand.GRACE_SECONDS + " s and was killed");
        }
        home.instances().remove(old.directory());
    }
}
