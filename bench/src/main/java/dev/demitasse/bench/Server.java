package dev.demitasse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service that runs, from its start until it is closed. Its console is read all the time. Thread-safe. */
final class Server implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** An emulated Linux guest takes fifteen seconds on a busy machine. */
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private final long start;
    private final Process process;
    private final Peer peer;
    private final Service service;
    private final CompletableFuture<Long> main = new CompletableFuture<>();
    private final CompletableFuture<Long> ready = new CompletableFuture<>();
    private final List<String> console = new ArrayList<>();

    private Server(Peer peer, Service service, ProcessBuilder program) throws IOException {
        this.peer = peer;
        this.service = service;
        program.redirectErrorStream(true);
        start = System.nanoTime();
        process = program.start();
        Thread.ofPlatform().daemon().name("console").start(this::read);
    }

    /** Starts what is measured, as it is usually started. */
    static Server start(Recorder recorder) throws IOException, InterruptedException {
        Peer peer = recorder.peer();
        Service service = recorder.service();
        return start(peer, service, peer.command(service, peer.memory().orElse(0)));
    }

    /** Starts a program; the clock starts with it. */
    static Server start(Peer peer, Service service, ProcessBuilder program) throws IOException, InterruptedException {
        // Guests share an address, each with a hardware address of its own.
        Tool.run("ip", "neighbour", "flush", "all");
        return new Server(peer, service, program);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (console) {
                    console.add(line);
                }
                if (line.startsWith("demi main")) {
                    main.complete(System.nanoTime() - start);
                } else if (line.contains(service.ready())) {
                    ready.complete(System.nanoTime() - start);
                }
            }
        } catch (IOException e) {
            // The pipe of a process that was killed.
        }
        ready.completeExceptionally(new IllegalStateException("it has ended"));
    }

    /** The same, as long as any peer may take. */
    long awaitReady() throws InterruptedException {
        return awaitReady(READY_LIMIT);
    }

    /**
     * Waits until it says that it listens.
     *
     * @return the time from its start in nanoseconds
     * @throws IllegalStateException when it ends before or the time is over; the message holds its console
     */
    long awaitReady(Duration limit) throws InterruptedException {
        try {
            return ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            synchronized (console) {
                throw new IllegalStateException(
                        peer.title() + " does not serve " + service.title() + " within " + limit.toSeconds() + " s: "
                                + console,
                        e);
            }
        }
    }

    /** The time from its start until {@code main} began, in nanoseconds, where that is told. */
    OptionalLong toMain() {
        return main.isDone() ? OptionalLong.of(main.join()) : OptionalLong.empty();
    }

    /** Nanoseconds since its start. */
    long sinceStart() {
        return System.nanoTime() - start;
    }

    /** The address it serves. */
    String host() {
        return peer.host();
    }

    /** The port it serves. */
    int port() {
        return service.port();
    }

    /** What its processes use now; those that only started the service are left out. */
    Usage usage() throws IOException {
        List<ProcessHandle> children = process.descendants().toList();
        return Usage.of(children.isEmpty() ? List.of(process.toHandle()) : children);
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        // What starts a container passes the signal on.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(children);
            }
        } catch (InterruptedException e) {
            kill(children);
            Thread.currentThread().interrupt();
        }
    }

    private void kill(List<ProcessHandle> children) {
        children.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
