package dev.demitasse.cli;

import dev.demitasse.control.service.Reason;
import dev.demitasse.hypervisor.ControlEvent;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceListener;
import dev.demitasse.hypervisor.PortForward;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Hears an instance on behalf of {@code demi run}: console bytes go to standard output as they come, and it is known
 * when every published port is served. Thread-safe.
 */
final class Session implements InstanceListener {
    /** How long readiness is waited for. */
    static final Duration READY_LIMIT = Duration.ofSeconds(30);

    /** Not {@link System#out}, which would decode and buffer. */
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private final List<PortForward> published;
    private final boolean showConsole;
    private final boolean announce;
    private final long start = System.nanoTime();
    private final Set<Integer> served = new HashSet<>();
    private boolean inMain;
    private boolean outputLost;

    /**
     * A session.
     *
     * @param published the ports that readiness waits for
     * @param showConsole whether to copy the console
     */
    Session(List<PortForward> published, boolean showConsole) {
        this(published, showConsole, Terminal.showsProgress());
    }

    /** The same, which says that a port is served only if {@code announce}. */
    Session(List<PortForward> published, boolean showConsole, boolean announce) {
        this.published = published.stream()
                .filter(forward -> forward.protocol() == PortForward.Protocol.TCP)
                .toList();
        this.showConsole = showConsole;
        this.announce = announce;
    }

    @Override
    public void console(ByteBuffer bytes) {
        if (showConsole) {
            try {
                out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            } catch (IOException e) {
                lost(e);
            }
        }
    }

    /** Says once that output was lost, unless nobody reads any more. */
    private synchronized void lost(IOException reason) {
        if (!outputLost && !Reason.of(reason).contains("Broken pipe")) {
            Messages.note("some of what it prints is lost here: " + Reason.of(reason));
        }
        outputLost = true;
    }

    @Override
    public synchronized void event(ControlEvent event) {
        switch (event) {
            case ControlEvent.Main() -> inMain = true;
            case ControlEvent.Listening(int port) -> listening(port);
            case ControlEvent.Boot _,
                    ControlEvent.Network _,
                    ControlEvent.Exit _,
                    ControlEvent.Panic _,
                    ControlEvent.Killed _ -> {}
        }
        notifyAll();
    }

    @Override
    public void note(String message) {
        Messages.note(message);
    }

    private void listening(int port) {
        if (!served.add(port) || !announce) {
            return;
        }
        for (PortForward forward : published) {
            if (forward.guestPort() == port) {
                Messages.note("serving on %s:%d after %s"
                        .formatted(forward.address(), forward.hostPort(), Quantities.time(elapsed())));
            }
        }
    }

    /**
     * Waits until every published port is served, or without any, until {@code main} begins.
     *
     * @return whether that came before the instance ended and {@link #READY_LIMIT} passed
     */
    synchronized boolean awaitReady(Instance instance) throws InterruptedException {
        while (!isReady()) {
            if (elapsed().compareTo(READY_LIMIT) > 0 || !instance.isAlive()) {
                return isReady();
            }
            // Short, since the end of an instance wakes nobody here.
            wait(50);
        }
        return true;
    }

    private boolean isReady() {
        return published.isEmpty()
                ? inMain
                : published.stream().allMatch(forward -> served.contains(forward.guestPort()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
