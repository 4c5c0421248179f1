package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Compiles a class path into one relocatable object with SVM. Confined to one thread.
 *
 * <p>SVM stops after writing the object ({@code ExitAfterRelocatableImageWrite}), so it looks for no linker; with the
 * answers of {@link NativeLayout} it looks for no C compiler either.
 */
final class SvmBuilder {
    /**
     * Options of every build.
     *
     * <p>{@code Optimize=s} costs little speed and saves a third of the code; the traces of implicit exceptions that it
     * would drop are kept. Nothing is taken from the build machine: locale and containers are off.
     */
    private static final List<String> OPTIONS = List.of(
            "-H:+UnlockExperimentalVMOptions",
            "-H:+ExitAfterRelocatableImageWrite",
            "-H:Optimize=s",
            "-H:-ReduceImplicitExceptionStackTraceInformation",
            "-H:-UseSystemLocale",
            "-H:-UseContainerSupport",
            "-H:+SupportRecurringCallback",
            "-H:+LocalizationOptimizedMode",
            "-H:-ParseRuntimeOptions");

    private final Distribution distribution;
    private final Path folder;
    private final BuildListener listener;

    /**
     * A builder that works in {@code folder}, which exists and is empty.
     */
    SvmBuilder(Distribution distribution, Path folder, BuildListener listener) {
        this.distribution = distribution;
        this.folder = folder;
        this.listener = listener;
    }

    /**
     * Builds the object.
     *
     * @param classPath application, libraries and library OS
     * @param main the application's main class
     * @param id what the image calls itself; part of its bytes
     * @param more further options for the builder, which win
     * @param memory largest heap of the builder's JVM in bytes
     * @throws BuildException when SVM cannot build it; the message says why
     */
    Path build(List<Path> classPath, String main, UUID id, List<String> more, long memory)
            throws IOException, InterruptedException {
        Path layout = Files.createDirectories(folder.resolve("layout"));
        Path objects = Files.createDirectories(folder.resolve("objects"));
        Path log = folder.resolve("build.log");
        NativeLayout.write(layout);
        LibraryConfiguration libraries = LibraryConfiguration.read(classPath);
        libraries.notes().forEach(listener::note);
        var options = new ArrayList<>(OPTIONS);
        options.addAll(libraries.builderOptions());
        options.addAll(List.of(
                "-H:Class=" + main,
                "-H:Name=image",
                "-H:Path=" + Files.createDirectories(folder.resolve("out")),
                "-H:TempDirectory=" + objects,
                "-H:ImageBuildID=" + id));
        options.addAll(NativeLayout.options(layout));
        options.addAll(more);
        var command = new SvmCommand(distribution, classPath, libraries.jvmOptions(), options, memory);
        var progress = new SvmProgress(listener);
        int status = new SvmProcess(command.write(folder.resolve("arguments")), folder, log).run(progress);
        Path object = objects.resolve("image.o");
        if (status != 0 || !Files.exists(object)) {
            throw new BuildException("the compiler failed with status " + status + "; its output is in " + log);
        }
        return object;
    }
}
