package dev.demitasse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other programs, run to their end. Stateless. */
final class Tool {
    private Tool() {}

    /**
     * What a program prints on either stream.
     *
     * @throws IllegalStateException when it fails, with what it printed
     */
    static String run(List<String> command) throws InterruptedException {
        return run(new ProcessBuilder(command));
    }

    /** The same. */
    static String run(String... command) throws InterruptedException {
        return run(List.of(command));
    }

    /** The same for a program with other surroundings than ours. */
    static String run(ProcessBuilder program) throws InterruptedException {
        try {
            Process process = program.redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        program.command() + " exits with " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program.command(), e);
        }
    }
}
