package dev.demitasse.toolchain;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs an application on HotSpot under the tracing agent, and keeps what it reached by name as metadata for builds. As in
 * an image, {@code demitasse.yaml} gives its environment, system properties and arguments. Stateless.
 */
public final class ApplicationTrace {
    private static final String RESOURCES = "src/main/resources";

    private final Distribution distribution;
    private final Path projects;

    /**
     * A tracer.
     *
     * @param distribution where the agent is
     * @param projects a folder for what is remembered of Maven projects; made when needed
     */
    public ApplicationTrace(Distribution distribution, Path projects) {
        this.distribution = distribution;
        this.projects = projects;
    }

    /**
     * Runs the application to its end, with this JVM's standard streams, and adds what it reached to the metadata file.
     * When this thread is interrupted, or the JVM by Ctrl-C, the application is asked to end, and the file is written.
     *
     * @param output a folder for {@code META-INF/native-image}; if not given, the resources of the Maven project
     * @param arguments the application's arguments, after those of its settings
     * @return the application's exit status
     * @throws BuildException when the application cannot be found, built or run, or the file not be written
     * @throws InterruptedException when this thread is interrupted before the application runs
     */
    public int run(BuildRequest request, Optional<Path> output, List<String> arguments, BuildListener listener)
            throws InterruptedException {
        try (var _ = new OrderlyEnd()) {
            BuildPlan plan = BuildPlan.of(request, projects, listener);
            Path file = file(plan.application(), output);
            ReachabilityMetadata metadata = ReachabilityMetadata.read(file);
            int before = metadata.size();
            Path notes = Files.createTempFile("demitasse-trace", ".txt");
            try {
                int status = run(command(plan, notes, arguments), plan);
                new TraceNotes(Files.readAllLines(notes)).addTo(metadata);
                metadata.write(file);
                // Said here, for where the JVM is ending it does so when the orderly end is closed.
                listener.note(
                        "%s has %d entries, %d of them new".formatted(file, metadata.size(), metadata.size() - before));
                return status;
            } finally {
                Files.delete(notes);
            }
        } catch (IOException e) {
            throw new BuildException("cannot trace " + request.application() + ": " + e.getMessage(), e);
        }
    }

    private static Path file(Application application, Optional<Path> output) {
        Path root = output.orElseGet(() -> {
            if (!MavenProject.is(application.folder())) {
                throw new BuildException(application.name()
                        + " is no Maven project: say with --into which folder gets the metadata, and pass that folder to"
                        + " demi build and demi run with --classpath");
            }
            return application.folder().resolve(RESOURCES);
        });
        return root.resolve(LibraryConfiguration.ROOT)
                .resolve(application.name())
                .resolve(ReachabilityMetadata.FILE_NAME);
    }

    private List<String> command(BuildPlan plan, Path notes, List<String> arguments) {
        ApplicationSettings settings = plan.settings();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + distribution.agentJar() + "=" + notes,
                // The JVM says so itself when code of ours joins the boot loader's; the user need not know.
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr"));
        settings.properties().forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(plan.application().classPath().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(plan.main());
        command.addAll(settings.arguments());
        command.addAll(arguments);
        return command;
    }

    /** Waits for the end, if need be after asking for it. */
    private static int run(List<String> command, BuildPlan plan) throws IOException {
        var program = new ProcessBuilder(command).inheritIO();
        program.environment().putAll(plan.settings().environment());
        Process process = program.start();
        try {
            return process.waitFor();
        } catch (InterruptedException _) {
            // A terminal has interrupted the application, too; whoever interrupts us alone means both.
            process.destroy();
            return process.onExit().join().exitValue();
        }
    }
}
