package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A program run to its end, whose output is read line by line. Stateless. */
final class ChildProcess {
    /** What a shell, and the JVM, end with when the terminal's Ctrl-C has ended them. */
    private static final int INTERRUPTED = 130;

    private static final int PATIENCE_SECONDS = 5;

    private ChildProcess() {}

    /**
     * Runs a program without input, its two outputs read as one.
     *
     * @param line gets every line, on a thread of its own
     * @return the exit status
     * @throws IOException when the program cannot be started
     * @throws InterruptedException when this thread, or the program, is interrupted; the program and what it has
     *     started are no more then
     */
    static int run(ProcessBuilder program, Consumer<String> line) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        process.getOutputStream().close();
        // Reading cannot be interrupted, waiting can.
        Thread reading = Thread.ofVirtual().name("child-output").start(() -> read(process, line));
        try {
            int status = process.waitFor();
            reading.join();
            if (status == INTERRUPTED) {
                // A terminal interrupts the program as well as us, and we may be the later to notice.
                throw new InterruptedException("the program was interrupted");
            }
            return status;
        } finally {
            end(process);
        }
    }

    /** Kills a program and what it has started, and waits until they write no more files. */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // Not for ever: a container without a process that reaps orphans keeps what they leave.
        all.forEach(handle -> handle.onExit()
                .completeOnTimeout(handle, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join());
    }

    private static void read(Process process, Consumer<String> line) {
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line);
        } catch (IOException | UncheckedIOException _) {
            // The pipe of a killed process: its status says enough.
            process.destroyForcibly();
        }
    }
}
