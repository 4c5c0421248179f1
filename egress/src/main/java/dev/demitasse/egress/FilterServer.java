package dev.demitasse.egress;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The links of many instances, and the socket where they are asked for and told about. It ends when it has had neither a link
 * nor anybody to speak to for a while. Guarded by its lock.
 */
final class FilterServer implements Closeable {
    private final Path socket;
    private final Duration idle;
    private final ServerSocketChannel channel;
    private final ScheduledThreadPoolExecutor timer;
    private final Link.Shared shared;

    // Guarded by this.
    private final Map<String, Link> links = new HashMap<>();
    private final Set<Lines> watchers = new HashSet<>();
    private int sessions;
    private long used;

    /**
     * Listens on a socket, which must not be there.
     *
     * @param idle how long it stays without anything to do
     */
    FilterServer(Path socket, Resolver resolver, Duration idle) throws IOException {
        this.socket = socket;
        this.idle = idle;
        channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        timer = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().daemon().name("timer").unstarted(task));
        timer.setRemoveOnCancelPolicy(true);
        shared = new Link.Shared(
                timer, task -> Thread.ofVirtual().name("resolve").start(task), resolver, new Services());
        timer.scheduleWithFixedDelay(this::endIfIdle, idle.toMillis(), idle.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Serves until it is closed, by whomever. */
    void serve() throws IOException {
        try {
            while (true) {
                SocketChannel client = channel.accept();
                begun();
                Thread.ofPlatform().daemon().name("session").start(() -> session(client));
            }
        } catch (ClosedChannelException e) {
            // It has ended.
            return;
        }
    }

    private synchronized void begun() {
        sessions++;
    }

    private synchronized void endIfIdle() {
        if (sessions > 0 || !links.isEmpty()) {
            used = System.nanoTime();
        } else if (used == 0 || System.nanoTime() - used >= idle.toNanos()) {
            close();
        }
    }

    private void session(SocketChannel client) {
        var lines = new Lines(client);
        try (lines) {
            lines.write(Message.GREETING);
            for (String line = lines.read(); line != null; line = lines.read()) {
                lines.write(answer(lines, Message.words(line)));
            }
        } catch (IOException e) {
            // It has gone in the middle of a word.
        } finally {
            synchronized (this) {
                watchers.remove(lines);
                sessions--;
                used = System.nanoTime();
            }
        }
    }

    private String answer(Lines session, List<String> words) {
        try {
            return switch (words.getFirst()) {
                case Message.OPEN -> open(words);
                case Message.LIST -> list();
                case Message.WATCH -> watch(session);
                case Message.SERVICES -> services(words);
                case Message.PING -> Message.DONE;
                case Message.END -> end();
                default -> Message.of(Message.FAILED, "there is no command " + words.getFirst());
            };
        } catch (IOException | RuntimeException e) {
            return Message.of(Message.FAILED, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    private String open(List<String> words) throws IOException {
        String id = words.get(1);
        List<Destination> destinations =
                words.stream().skip(4).map(Destination::parse).toList();
        synchronized (this) {
            if (links.containsKey(id)) {
                throw new IOException("there is a link of " + id + " already");
            }
            links.put(
                    id,
                    Link.open(
                            id,
                            destinations,
                            Path.of(words.get(2)),
                            Path.of(words.get(3)),
                            shared,
                            (what, packets) -> tell(Message.of(Message.REFUSED, id, what, Long.toString(packets))),
                            this::ended));
        }
        return Message.DONE;
    }

    private String services(List<String> words) {
        shared.services().become(words);
        return Message.DONE;
    }

    private synchronized String list() {
        return Message.of(
                Stream.concat(Stream.of(Message.DONE), links.keySet().stream()).toArray(String[]::new));
    }

    private String watch(Lines session) {
        List<Link> open;
        synchronized (this) {
            watchers.add(session);
            open = List.copyOf(links.values());
        }
        open.forEach(link -> link.refusals().tellAll());
        return Message.DONE;
    }

    private String end() {
        close();
        return Message.DONE;
    }

    private void ended(Link link, String reason) {
        synchronized (this) {
            links.remove(link.id(), link);
        }
        try {
            // By the thread that tells the rest, so that it is the last of that link.
            timer.execute(() -> tell(Message.of(Message.CLOSED, link.id(), reason)));
        } catch (RejectedExecutionException e) {
            // The process ends.
            return;
        }
    }

    /** Tells all who listen; returns whether anybody does. */
    private boolean tell(String line) {
        List<Lines> all;
        synchronized (this) {
            all = List.copyOf(watchers);
        }
        boolean heard = false;
        for (Lines watcher : all) {
            try {
                watcher.write(line);
                heard = true;
            } catch (IOException e) {
                // Its own session notices.
                continue;
            }
        }
        return heard;
    }

    /** Ends it and, since whoever asked is the process's last, all links with the process. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
        try {
            Files.deleteIfExists(socket);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot end", e);
        }
    }
}
