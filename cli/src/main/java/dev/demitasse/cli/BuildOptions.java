package dev.demitasse.cli;

import dev.demitasse.toolchain.BuildRequest;
import dev.demitasse.toolchain.BuildResult;
import dev.demitasse.toolchain.Distribution;
import dev.demitasse.toolchain.ImageBuilder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code demi build} and {@code demi run} about what is built, and how. */
final class BuildOptions {
    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description =
                    "The environment to build for: qemu, a virtual machine, or process, a sandboxed process of Linux"
                            + " (default: what demitasse.yaml says, or qemu).")
    private Optional<String> target = Optional.empty();

    @Mixin
    private ApplicationOptions application = new ApplicationOptions();

    @Option(names = "--quick", description = "Compile less well in less time, as demi dev does.")
    private boolean quick;

    /** Whether the command line names the environment to build for. */
    boolean namesTarget() {
        return target.isPresent();
    }

    /**
     * Builds what an application's name stands for, or finds it built.
     *
     * @param name what the user calls it
     * @param output where a copy goes, if anywhere
     * @param usual the environment to build for if neither options nor settings name one
     */
    BuildResult build(String name, Optional<Path> output, Optional<String> usual, Home home)
            throws InterruptedException {
        return build(name, output, usual, false, home);
    }

    /** The same, if {@code debug} with what a debugger needs to know of the image. */
    BuildResult build(String name, Optional<Path> output, Optional<String> usual, boolean debug, Home home)
            throws InterruptedException {
        return build(name, output, usual, quick, debug, home);
    }

    /** The same in as little time as can be, whatever the options say. */
    BuildResult buildQuickly(String name, String usual, Home home) throws InterruptedException {
        return build(name, Optional.empty(), Optional.of(usual), true, false, home);
    }

    private BuildResult build(
            String name, Optional<Path> output, Optional<String> usual, boolean quickly, boolean debug, Home home)
            throws InterruptedException {
        var request = BuildRequest.of(name);
        application.addTo(request);
        target.ifPresent(request::target);
        usual.ifPresent(request::defaultTarget);
        output.ifPresent(request::output);
        if (quickly) {
            request.quick();
        }
        if (debug) {
            request.debug();
        }
        var builder = new ImageBuilder(Distribution.installed(), home.images(), home.projects());
        try (var progress = new BuildProgress(application.isVerbose())) {
            return builder.build(request.build(), progress);
        }
    }
}
