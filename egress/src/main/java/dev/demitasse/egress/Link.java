package dev.demitasse.egress;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * One instance's way out: waits for its end of the line, and passes on what its guard lets through, with a thread for each
 * direction. It ends when either end does. Thread-safe.
 */
final class Link {
    /** How long an instance may take to connect; a virtual machine does so at its very start. */
    private static final int CONNECT_SECONDS = 60;

    /** Threads that read, judge and write need little. */
    private static final int STACK = 256 << 10;

    /** Nobody else connects: the folder is its owner's. */
    private static final int BACKLOG = 1;

    private final String id;
    private final Path guest;
    private final ServerSocketChannel door;
    private final SocketChannel host;
    private final Ending ending;
    private final Refusals refusals;
    private final Rules rules;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Told once, why a link has ended. */
    @FunctionalInterface
    interface Ending {
        void ended(Link link, String reason);
    }

    private Link(
            String id,
            Path guest,
            ServerSocketChannel door,
            SocketChannel host,
            Rules rules,
            Refusals refusals,
            Ending ending) {
        this.id = id;
        this.guest = guest;
        this.door = door;
        this.host = host;
        this.rules = rules;
        this.refusals = refusals;
        this.ending = ending;
    }

    /** What links of one process share. */
    record Shared(ScheduledExecutorService timer, Executor resolving, Resolver resolver, Services services) {}

    /**
     * Opens one: from when this returns, its instance can connect.
     *
     * @param guest where the instance will connect
     * @param host where the user network listens
     * @throws IOException when the network is not there, or the instance's socket cannot be made
     */
    static Link open(
            String id,
            List<Destination> destinations,
            Path guest,
            Path host,
            Shared shared,
            Refusals.Listener refused,
            Ending ending)
            throws IOException {
        SocketChannel network = SocketChannel.open(UnixDomainSocketAddress.of(host));
        try {
            ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            door.bind(UnixDomainSocketAddress.of(guest), BACKLOG);
            var link = new Link(
                    id,
                    guest,
                    door,
                    network,
                    new Rules(
                            destinations,
                            new Names(shared.resolver(), shared.resolving(), System::nanoTime),
                            shared.services()),
                    new Refusals(refused, shared.timer()),
                    ending);
            shared.timer().schedule(() -> link.closeDoor(), CONNECT_SECONDS, TimeUnit.SECONDS);
            link.start("out", link::run);
            return link;
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    String id() {
        return id;
    }

    Refusals refusals() {
        return refusals;
    }

    private void start(String direction, Runnable task) {
        Thread.ofPlatform().daemon().stackSize(STACK).name(id + " " + direction).start(task);
    }

    private void run() {
        try (SocketChannel instance = connected()) {
            var line = new FrameStream<>(instance);
            var network = new FrameStream<>(host);
            var guard = new Guard(rules, frame -> answer(line, frame), refusals::refused, System::nanoTime);
            start(
                    "in",
                    () -> pass(
                            network,
                            line,
                            frame -> {
                                int limit = frame.limit();
                                guard.fromHost(frame);
                                frame.limit(limit);
                                return true;
                            },
                            "its user network has ended",
                            instance));
            pass(line, network, guard::fromGuest, "its end of the line is closed", instance);
        } catch (IOException e) {
            end("it did not connect");
        }
    }

    private SocketChannel connected() throws IOException {
        try {
            return door.accept();
        } finally {
            closeDoor();
        }
    }

    private void closeDoor() {
        try {
            if (door.isOpen()) {
                door.close();
                Files.deleteIfExists(guest);
            }
        } catch (IOException e) {
            // Its folder is gone.
            return;
        }
    }

    private static void answer(FrameStream<SocketChannel> line, ByteBuffer frame) {
        try {
            line.send(frame);
        } catch (IOException e) {
            // The instance is gone, which whoever reads from it finds out.
            return;
        }
    }

    private void pass(
            FrameStream<SocketChannel> from,
            FrameStream<SocketChannel> to,
            Predicate<ByteBuffer> passes,
            String reason,
            SocketChannel instance) {
        String why = reason;
        try {
            from.passTo(to, passes);
        } catch (ProtocolException e) {
            why = "it sends " + Objects.requireNonNull(e.getMessage());
        } catch (IOException e) {
            // Either end may be gone: who still has the instance tells which.
        } catch (RuntimeException e) {
            why = "the filter failed: " + e;
        }
        end(why);
        close(instance);
    }

    private void end(String reason) {
        if (ended.compareAndSet(false, true)) {
            closeDoor();
            close(host);
            ending.ended(this, reason);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no more use in any case.
            return;
        }
    }
}
