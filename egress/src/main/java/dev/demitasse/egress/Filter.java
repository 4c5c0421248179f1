package dev.demitasse.egress;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
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
    private static final Duration PULSE = Duration.ofSeconds(1);
    private static final String ENDED = "the filter of what it may reach has ended";
    private static final String HUNG =
            "the filter of what it may reach did not answer for " + Deadline.SECONDS + " s and was ended";

    /** Little of everything; a filter that has none left ends instead of going on with half its threads. */
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "-XX:MaxMetaspaceSize=32m",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:+ExitOnOutOfMemoryError");

    private final Path around;
    private final FilterFolder folder;
    private final FilterListener listener;
    private @Nullable Lines watch;
    private boolean closed;
    private volatile Map<String, List<Destination>> services = Map.of();
    private volatile boolean heard;
    private volatile boolean hung;

    /**
     * The filter whose folder is in {@code around}, which only its owner may look into.
     *
     * @param user {@code UID:GID} of nobody else, whom the process becomes where this one is root
     * @param listener told of what happens as long as this is connected, which is from the first {@link #start}, {@link
     *     #open} or {@link #find} that is successful
     */
    public Filter(Path around, Optional<String> user, FilterListener listener) {
        this.around = around.toAbsolutePath();
        this.folder = new FilterFolder(this.around, user);
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
        String name = Long.toHexString(ThreadLocalRandom.current().nextLong());
        String in = name + ".in";
        String out = name + ".out";
        try {
            Path lent = folder.lend(host, out);
            try {
                ask(Stream.concat(
                                Stream.of(Message.OPEN, id, in, out),
                                destinations.stream().map(Destination::toString))
                        .toArray(String[]::new));
                Files.move(folder.own().resolve(in), guest);
            } finally {
                Files.deleteIfExists(lent);
            }
        } catch (IOException e) {
            throw new FilterException("the filter of outbound traffic: " + e.getMessage(), e);
        }
    }

    /**
     * Says where services are from now on, for instances that may reach them by their names. Does not wait.
     *
     * @param places one address and port each, as instances see them, by the names of services
     */
    public void services(Map<String, List<Destination>> places) {
        if (!places.equals(services)) {
            services = Map.copyOf(places);
            Thread.ofVirtual().name("egress services").start(this::tellServices);
        }
    }

    private synchronized void tellServices() {
        if (watch != null) {
            try {
                // Always the latest, whichever of two is here last.
                watch.write(Message.of(Services.words(services)));
            } catch (IOException e) {
                // It has gone, and the next one is told when it begins.
                return;
            }
        }
    }

    /** The instances with links in a filter that runs, to which this is then connected; none when none runs. */
    public Set<String> find() {
        try {
            hung = false;
            if (!connect()) {
                if (hung) {
                    listener.ended(HUNG);
                }
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
                end(lines);
            }
        } catch (IOException e) {
            // It ends at this moment, or ran no more.
            return;
        }
    }

    private void end(Lines lines) throws IOException {
        try (var deadline = new Deadline(lines)) {
            try {
                lines.write(Message.END);
                while (lines.read() != null) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                throw orHung(deadline, e);
            }
        }
    }

    private List<String> ask(String... question) throws IOException {
        try (var lines = greeted()) {
            if (lines == null) {
                throw new IOException("nobody listens on " + folder.address());
            }
            lines.write(Message.of(question));
            List<String> words = Message.words(answer(lines));
            if (!words.getFirst().equals(Message.DONE)) {
                throw new FilterException("the filter of outbound traffic: " + String.join(" ", words));
            }
            return words;
        }
    }

    /** The next line of a process that may hang, and is then ended. */
    private String answer(Lines lines) throws IOException {
        try (var deadline = new Deadline(lines)) {
            String answer;
            try {
                answer = lines.read();
            } catch (IOException e) {
                throw orHung(deadline, e);
            }
            if (answer == null) {
                throw new IOException("it ended");
            }
            return answer;
        }
    }

    private IOException orHung(Deadline deadline, IOException otherwise) {
        if (!deadline.isMissed()) {
            return otherwise;
        }
        endHung();
        return new IOException("it said nothing for " + Deadline.SECONDS + " s and was ended", otherwise);
    }

    /** Whoever listens to it finds that it has gone, and why. */
    private void endHung() {
        hung = true;
        FilterProcess.kill(around);
    }

    /** A connection to the process; null when none listens. */
    private @Nullable Lines greeted() throws IOException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(folder.address());
        } catch (IOException e) {
            return null;
        }
        var lines = new Lines(channel);
        String greeting;
        try {
            greeting = answer(lines);
        } catch (IOException e) {
            lines.close();
            return null;
        }
        if (!greeting.equals(Message.GREETING)) {
            // Of another version, which may judge otherwise: its instances are replaced.
            try (lines) {
                end(lines);
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
                            + START_LIMIT.toSeconds() + " s: " + Files.readString(folder.log()));
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
        try {
            // Before the first link, whose application may ask at once.
            if (!services.isEmpty()) {
                lines.write(Message.of(Services.words(services)));
                answer(lines);
            }
            lines.write(Message.WATCH);
        } catch (IOException e) {
            lines.close();
            throw e;
        }
        watch = lines;
        closed = false;
        hung = false;
        Thread.ofPlatform().daemon().name("egress").start(() -> listen(lines));
        Thread.ofVirtual().name("egress pulse").start(() -> feelPulse(lines));
        return true;
    }

    private void listen(Lines lines) {
        try (lines) {
            for (String line = lines.read(); line != null; line = lines.read()) {
                heard = true;
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
        listener.ended(hung ? HUNG : ENDED);
    }

    /** Asks whether it is well, and ends one that says nothing for too long: a stopped process keeps its connections. */
    private void feelPulse(Lines lines) {
        try {
            for (int silent = 0; silent < Deadline.SECONDS; silent = heard ? 0 : silent + 1) {
                heard = false;
                lines.write(Message.PING);
                Thread.sleep(PULSE);
            }
            endHung();
            lines.close();
        } catch (IOException | InterruptedException e) {
            // It has gone, or this has.
            return;
        }
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
        File log = folder.log().toFile();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        // setsid(1), so that neither a terminal's Ctrl-C nor our own end reaches it.
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(folder.prepare(java));
        command.add(java.toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", folder.classPath(), FilterProcess.class.getName(), around.toString()));
        return new ProcessBuilder(command)
                .directory(folder.own().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
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
