package dev.demitasse.hypervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An instance that is a Linux process. Its console and control channel are files, so that one found is as good as one
 * just started; the latter also takes input, and its parent hears of the signal that ends it. Thread-safe.
 */
final class ProcessInstance implements Instance {
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    /** Java's exit value for a process ended by a signal: this and the signal's number. */
    private static final int SIGNALLED = 128;

    private final InstanceFiles files;
    private final @Nullable Process child;
    private volatile @Nullable LogFollower follower;

    private ProcessInstance(InstanceFiles files, @Nullable Process child) {
        this.files = files;
        this.child = child;
    }

    /** Starts an image with nothing but the given variables in its environment. */
    static ProcessInstance start(InstanceFiles files, Path image, Map<String, String> environment) throws IOException {
        // setsid(1) makes the session and becomes the image.
        var builder = new ProcessBuilder("setsid", image.toString())
                .redirectOutput(files.consoleLog().toFile())
                .redirectError(files.controlLog().toFile());
        var inherited = builder.environment();
        String path = inherited.get("PATH");
        inherited.clear();
        if (path != null) {
            // For setsid to be found; the image takes no notice of it.
            inherited.put("PATH", path);
        }
        inherited.putAll(environment);
        Process child = builder.start();
        LinuxProcess.running(child.pid())
                .orElse(new LinuxProcess(child.pid(), 0))
                .write(files.processFile());
        return new ProcessInstance(files, child);
    }

    /** An instance started earlier, by whomever. */
    static ProcessInstance found(InstanceFiles files) {
        return new ProcessInstance(files, null);
    }

    /** Tells {@code listener} what the instance says, from the beginning on; one that nobody can hear is ended. */
    void attach(InstanceListener listener) throws IOException {
        if (child == null) {
            throw new IllegalStateException("only an instance just started can be attached to");
        }
        try {
            follower = LogFollower.start(files, child.onExit().thenApply(_ -> noteEnd(child)), listener);
        } catch (IOException e) {
            kill();
            throw e;
        }
    }

    /** Adds to the log what only the parent of a killed process knows, and ends a network that was not used. */
    private Void noteEnd(Process ended) {
        Passt.end(files.networkSocket());
        int status = ended.exitValue();
        boolean said = events().contains(new ControlEvent.Exit(status));
        if (status > SIGNALLED && !said) {
            try {
                Files.writeString(
                        files.controlLog(),
                        "demi killed " + (status - SIGNALLED) + "\n",
                        StandardCharsets.US_ASCII,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return null;
    }

    @Override
    public OptionalLong pid() {
        Optional<LinuxProcess> process = process();
        return process.isPresent() ? OptionalLong.of(process.get().pid()) : OptionalLong.empty();
    }

    @Override
    public boolean isAlive() {
        return process().isPresent();
    }

    /** The process while it runs. */
    private Optional<LinuxProcess> process() {
        try {
            Optional<LinuxProcess> started = LinuxProcess.read(files.processFile());
            return started.isPresent() && started.get().isAlive() ? started : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell whether the instance in " + files.directory() + " runs", e);
        }
    }

    @Override
    public List<ControlEvent> events() {
        return files.events();
    }

    @Override
    public Outcome outcome() {
        return Outcome.of(events());
    }

    @Override
    public void type(ByteBuffer bytes) {
        if (child == null) {
            throw new HypervisorException("the console of an instance started earlier takes no input");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        try {
            child.getOutputStream().write(copy);
            child.getOutputStream().flush();
        } catch (IOException e) {
            throw new HypervisorException("the instance has ended", e);
        }
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        LogFollower following = follower;
        if (following != null && !following.awaitEnd(limit)) {
            return false;
        }
        return EndOfProcess.await(this, deadline);
    }

    /** SIGTERM, which waits for an image that is still starting. */
    @Override
    public boolean stop(Duration grace) throws InterruptedException {
        process().flatMap(process -> ProcessHandle.of(process.pid())).ifPresent(ProcessHandle::destroy);
        Suspension.wake(this);
        if (awaitEnd(grace)) {
            return true;
        }
        kill();
        awaitEnd(KILL_LIMIT);
        return false;
    }

    @Override
    public Optional<InstanceReport> report(Duration limit) throws InterruptedException {
        ReportRequest request = ReportRequest.of(files);
        LinuxProcess asked = process().orElseThrow(() -> new HypervisorException("the instance has ended"));
        Suspension.askForReport(asked.pid());
        return request.await(limit);
    }

    @Override
    public void kill() {
        process().flatMap(process -> ProcessHandle.of(process.pid())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void detach() {
        LogFollower following = follower;
        if (following != null) {
            following.close();
        }
    }
}
