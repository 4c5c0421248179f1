package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A program run to its end, whose output is read line by line. Stateless. */
final class ChildProcess {
    private ChildProcess() {}

    /**
     * Runs a program without input, its two outputs read as one.
     *
     * @param line gets every line, on a thread of its own
     * @return the exit status
     * @throws IOException when the program cannot be started
     * @throws InterruptedException when this thread is interrupted; the program has then been killed
     */
    static int run(ProcessBuilder program, Consumer<String> line) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        process.getOutputStream().close();
        // Reading cannot be interrupted, waiting can.
        Thread reading = Thread.ofVirtual().name("child-output").start(() -> read(process, line));
        try {
            int status = process.waitFor();
            reading.join();
            return status;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
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
