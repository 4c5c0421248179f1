package dev.demitasse.egress;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a folder: a process that is started when the first link is asked for, goes on when this one ends, and is found
 * by the next. Guarded by its lock.
 */
public final class Filter implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(5);

    /** The longest path of a Unix socket, less the NUL. */
    private static final int MOST_PATH = 103;

    private final Path folder;
    private final FilterListener listener;
    private @Nullable Lines watch;
    private boolean closed;

    /**
     * The filter whose socket is in {@code folder}, which only its owner may look into.
     *
     * @param listener told of what happens as long as this is connected, which is from the first {@link #start}, {@link
     *     #open} or {@link #find} that is successful
     */
    public Filter(Path folder, FilterListener listener) {
        this.folder = folder.toAbsolutePath();
        this.listener = listener;
    }

    /**
     * Has the process run, so that the first link need not wait for it.
     *
     * @throws FilterException when that cannot be
     */
    public void start() {
        connected();
    }

    /**
     * Puts itself between an instance and its user network.
     *
     * @param id the instance
     * @param destinations what it may reach
     * @param guest where it will connect, from when this returns
     * @param host where the network listens
     * @throws FilterException when that cannot be
     */
    public void open(String id, List<Destination> destinations, Path guest, Path host) {
        connected();
        String[] words = Stream.concat(
                        Stream.of(Message.OPEN, id, guest.toString(), host.toString()),
                        destinations.stream().map(Destination::toString))
                .toArray(String[]::new);
        try {
            ask(Message.of(words));
        } catch (IOException e) {
            throw new FilterException("the filter of outbound traffic does not answer: " + e.getMessage(), e);
        }
    }

    /** The instances with links in a filter that runs, to which this is then connected; none when none runs. */
    public Set<String> find() {
        try {
            if (!connect()) {
                return Set.of();
            }
            var ids = new HashSet<>(ask(Message.LIST));
            ids.remove(Message.DONE);
            return ids;
        } catch (IOException e) {
            return Set.of();
        }
    }

    /** Ends the filter, if it runs, with all links. */
    public void end() {
        close();
        try (var lines = greeted()) {
            if (lines != null) {
                lines.write(Message.END);
                awaitEnd(lines);
            }
        } catch (IOException e) {
            // It ends at this moment, or ran no more.
            return;
        }
    }

    private static void awaitEnd(Lines lines) throws IOException {
        while (lines.read() != null) {
            Thread.onSpinWait();
        }
    }

    private List<String> ask(String question) throws IOException {
        try (var lines = greeted()) {
            if (lines == null) {
                throw new IOException("nobody listens on " + FilterProcess.socket(folder));
            }
            lines.write(question);
            String answer = lines.read();
            if (answer == null) {
                throw new IOException("it ended");
            }
            List<String> words = Message.words(answer);
            if (!words.getFirst().equals(Message.DONE)) {
                throw new FilterException("the filter of outbound traffic: " + String.join(" ", words));
            }
            return words;
        }
    }

    /** A connection to the process; null when none listens. */
    private @Nullable Lines greeted() throws IOException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(FilterProcess.address(folder));
        } catch (IOException e) {
            return null;
        }
        var lines = new Lines(channel);
        String greeting = lines.read();
        if (greeting == null) {
            lines.close();
            return null;
        }
        if (!greeting.equals(Message.GREETING)) {
            // Of another version, which may judge otherwise: its instances are replaced.
            try (lines) {
                lines.write(Message.END);
                awaitEnd(lines);
            }
            return null;
        }
        return lines;
    }

    /** Connects to the process, started if need be. */
    private synchronized void connected() {
        try {
            long deadline = System.nanoTime() + START_LIMIT.toNanos();
            @Nullable Process started = null;
            while (!connect()) {
                // One that was about to end may have kept a new one from starting.
                if (started == null || !started.isAlive()) {
                    started = launch();
                }
                if (System.nanoTime() - deadline > 0) {
                    started.destroyForcibly();
                    throw new FilterException("the filter of outbound traffic did not start within "
                            + START_LIMIT.toSeconds() + " s: " + Files.readString(FilterProcess.log(folder)));
                }
                started.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new FilterException("cannot start the filter of outbound traffic: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FilterException("interrupted while the filter of outbound traffic starts", e);
        }
    }

    /** Whether it is, or was, connected to a process that runs. */
    private synchronized boolean connect() throws IOException {
        if (watch != null) {
            return true;
        }
        @Nullable Lines lines = greeted();
        if (lines == null) {
            return false;
        }
        lines.write(Message.WATCH);
        watch = lines;
        closed = false;
        Thread.ofPlatform().daemon().name("egress").start(() -> listen(lines));
        return true;
    }

    private void listen(Lines lines) {
        try (lines) {
            for (String line = lines.read(); line != null; line = lines.read()) {
                hear(Message.words(line));
            }
        } catch (IOException e) {
            // As good as its end.
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            watch = null;
        }
        listener.ended();
    }

    private void hear(List<String> words) {
        switch (words.getFirst()) {
            case Message.REFUSED -> listener.refused(words.get(1), words.get(2), Long.parseLong(words.get(3)));
            case Message.CLOSED -> listener.closed(words.get(1), words.get(2));
            default -> {
                // That it was heard.
            }
        }
    }

    private Process launch() throws IOException {
        Path socket = FilterProcess.socket(folder);
        if (socket.toString().length() > MOST_PATH) {
            throw new FilterException(socket + " is too long a path for a socket (at most " + MOST_PATH + " bytes)");
        }
        File log = FilterProcess.log(folder).toFile();
        // setsid(1), so that neither a terminal's Ctrl-C nor our own end reaches it.
        return new ProcessBuilder(
                        "setsid",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx64m",
                        "-cp",
                        classPath(),
                        FilterProcess.class.getName(),
                        folder.toString())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** Where this module's classes are, and no others. */
    private static String classPath() {
        try {
            return Path.of(FilterProcess.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has no such place", e);
        }
    }

    /** Leaves the process to itself; its links go on. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            try {
                watch.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close the connection to the filter", e);
            } finally {
                watch = null;
            }
        }
    }
}
