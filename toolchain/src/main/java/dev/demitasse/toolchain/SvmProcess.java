package dev.demitasse.toolchain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of SVM's builder in a child JVM. Its output goes to a file, and line by line to a listener. Confined to one
 * thread.
 */
final class SvmProcess {
    private final List<String> command;
    private final Path folder;
    private final Path log;

    /**
     * Prepares a run.
     *
     * @param command what to start
     * @param folder the child's working directory
     * @param log the file its output goes to
     */
    SvmProcess(List<String> command, Path folder, Path log) {
        this.command = command;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Runs to the end.
     *
     * @param line gets every line of output
     * @return the exit status
     * @throws InterruptedException when this thread is interrupted; the child has then been killed
     */
    int run(Consumer<String> line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var killer = new Thread(() -> kill(process), "kill-builder");
        Runtime.getRuntime().addShutdownHook(killer);
        var copier = new OutputCopier(process, line);
        Thread copying = Thread.ofVirtual().name("copy-builder-output").start(copier);
        try {
            int status = process.waitFor();
            copying.join();
            copier.rethrow();
            return status;
        } finally {
            kill(process);
            forget(killer);
        }
    }

    /** Copies the output on a thread of its own, so that waiting for the child can be interrupted. */
    private final class OutputCopier implements Runnable {
        private final Process process;
        private final Consumer<String> line;
        private volatile @Nullable IOException failure;

        OutputCopier(Process process, Consumer<String> line) {
            this.process = process;
            this.line = line;
        }

        @Override
        public void run() {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                    var copy = Files.newBufferedWriter(log)) {
                String next;
                while ((next = output.readLine()) != null) {
                    copy.write(next);
                    copy.newLine();
                    line.accept(next);
                }
            } catch (IOException e) {
                failure = e;
                process.destroyForcibly();
            }
        }

        void rethrow() throws IOException {
            IOException found = failure;
            if (found != null) {
                throw found;
            }
        }
    }

    private static void kill(Process process) {
        process.destroyForcibly();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is on its way down and runs the hook.
            hook.setName("kill-builder-late");
        }
    }
}
