package dev.demitasse.cli;

import dev.demitasse.toolchain.ApplicationTrace;
import dev.demitasse.toolchain.BuildRequest;
import dev.demitasse.toolchain.Distribution;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi trace}. */
@Command(
        name = "trace",
        description = {
            "Run an application on this JDK and note what it reaches by name: classes, methods and fields by reflection,"
                    + " proxies, serialized types, bundles. An image has only what the analysis of its code finds and what"
                    + " such metadata names. Use the application while it runs; Ctrl-C ends it. What is noted joins what"
                    + " was noted before."
        },
        footer = {
            "",
            "Examples:",
            "  demi trace examples/javalin",
            "  demi trace app.jar --into metadata -- --port 8080",
            "  demi run app.jar --classpath metadata",
        })
final class TraceCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "APP",
            description = "A jar, the folder of a Maven project or of classes, or group:artifact:version.")
    private String application = "";

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "The application's arguments, after --.")
    private List<String> arguments = List.of();

    @Option(
            names = "--into",
            paramLabel = "FOLDER",
            description = "Where META-INF/native-image is or will be (default: src/main/resources of a Maven project).")
    private Optional<Path> into = Optional.empty();

    @Mixin
    private ApplicationOptions options = new ApplicationOptions();

    @Override
    public Integer call() throws InterruptedException {
        BuildRequest.Builder request = BuildRequest.of(application);
        options.addTo(request);
        try (var progress = new BuildProgress(options.isVerbose())) {
            var trace =
                    new ApplicationTrace(Distribution.installed(), Home.ofUser().projects());
            return trace.run(request.build(), into, arguments, progress);
        }
    }
}
