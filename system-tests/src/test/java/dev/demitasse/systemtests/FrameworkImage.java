package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Several frameworks' examples in one image, which runs the one that its argument names.
 * Immutable.
 *
 * @param file the image
 * @param demi runs it
 * @param host what a command prints there
 */
record FrameworkImage(String file, Demi demi, Function<String[], String> host) {
    /** Before it is built. */
    static final FrameworkImage NONE = new FrameworkImage("", Demi.shared(), Tool::run);

    /** Builds the examples, and the image of them for a target, in a folder that exists. */
    static FrameworkImage build(String target, Path folder, Set<Framework> frameworks) throws Exception {
        FrameworkClassPath.build(frameworks);
        String classPath = FrameworkClassPath.of(frameworks);
        Path launcher = FrameworkClassPath.launcher(folder, frameworks, classPath);
        String image = folder.resolve("frameworks.elf").toString();
        Demi.shared()
                .succeed(
                        "build",
                        "--target",
                        target,
                        "--quick",
                        "--classpath",
                        classPath,
                        "-o",
                        image,
                        launcher.toString());
        return new FrameworkImage(image, Demi.shared(), Tool::run);
    }

    /** The same in a network of its own. */
    FrameworkImage in(Namespace namespace) {
        return new FrameworkImage(file, namespace.demi(Demi.shared()), namespace::run);
    }

    /** Runs one of them, and waits until it listens. */
    Demi.Running start(Framework framework, int port, String... options) throws InterruptedException {
        var arguments = new ArrayList<>(List.of("run", "--rm", "-m", "256M", "-p", port + ":8080"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(file, "--", framework.title()));
        Demi.Running server = demi.start(arguments.toArray(String[]::new));
        server.awaitOutput("Listening on port 8080");
        return server;
    }

    /** Runs one of them, asks it 1,000 times without an error, and returns what it printed. */
    String answers(Framework framework, int port, String... options) throws InterruptedException {
        try (var server = start(framework, port, options)) {
            framework.answersAt("http://127.0.0.1:" + port, host);
            assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
            return server.out();
        }
    }
}
