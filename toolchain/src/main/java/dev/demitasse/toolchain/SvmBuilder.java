package dev.demitasse.toolchain;

import dev.demitasse.toolchain.steady.SteadyJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
     * <p>The traces of implicit exceptions that compiling for size would drop are kept. What the guest needs of SVM, it says
     * itself in its jars' native-image.properties.
     */
    private static final List<String> OPTIONS = List.of(
            "-H:+UnlockExperimentalVMOptions",
            "-H:+ExitAfterRelocatableImageWrite",
            // Else a method that takes ten seconds, on a busy machine, has its stack looked at: that takes hash codes.
            "-H:CompilationNoProgressStartTrackingProgressPeriod=86400",
            "-H:-ReduceImplicitExceptionStackTraceInformation",
            "-H:Features=dev.demitasse.toolchain.builder.SizeReport",
            "-H:Features=dev.demitasse.toolchain.builder.ContentsReport",
            "-H:Features=dev.demitasse.toolchain.builder.UnsupportedElements",
            "-H:Features=dev.demitasse.toolchain.builder.UrlProtocols",
            "-H:Features=dev.demitasse.toolchain.builder.HiddenClassNames",
            "-H:Features=dev.demitasse.toolchain.builder.MethodSlots",
            "-H:Features=dev.demitasse.toolchain.builder.ResourceTime",
            "-H:Features=dev.demitasse.toolchain.builder.FrequentMethodsForSpeed");

    private static final String OPTIMIZE = "-H:Optimize=";

    /** Saves a third of the code, and speed only where methods do not run often, see the builder's FrequentFirst. */
    private static final String FOR_SIZE = OPTIMIZE + "s";

    /**
     * Options for debug information: where code comes from is noted for all of it, not only for calls.
     */
    private static final List<String> DEBUG_OPTIONS = List.of(
            "-H:Features=dev.demitasse.toolchain.builder.DebugInformation",
            "-H:+TrackNodeSourcePosition",
            "-H:+DebugCodeInfoUseSourceMappings",
            "-H:DebugInfoSourceCacheRoot=/");

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

    /** Where the features of our builder jar leave their findings. */
    Path reports() {
        return folder.resolve("reports");
    }

    /** What the image heap must be aligned to, in bytes; known when the object is built. */
    int heapAlignment() throws IOException {
        return Integer.parseInt(
                Files.readString(reports().resolve("heap-alignment.txt")).strip());
    }

    /**
     * Builds the object.
     *
     * @param id what the image calls itself; part of its bytes
     * @param memory largest heap of the builder's JVM in bytes
     * @throws SvmFailure when SVM cannot build it
     */
    Path build(BuildPlan plan, UUID id, long memory) throws IOException, InterruptedException, SvmFailure {
        Files.createDirectories(reports());
        Path objects = Files.createDirectories(folder.resolve("objects"));
        var classPath = new ArrayList<>(plan.application().classPath());
        classPath.addAll(distribution.osJars());
        LibraryConfiguration libraries = configuration(classPath);
        libraries.notes().forEach(listener::note);
        var command = new SvmCommand(
                distribution,
                plan.target().platform(),
                classPath,
                jvmOptions(plan, libraries),
                builderOptions(plan, libraries, objects, id),
                memory);
        var output = new ArrayList<String>();
        var progress = new SvmProgress(listener);
        var program = new ProcessBuilder(command.write(folder.resolve("arguments"))).directory(folder.toFile());
        int status = ChildProcess.run(program, line -> {
            output.add(line);
            progress.accept(line);
        });
        Optional<Path> object = status == 0 ? object(objects) : Optional.empty();
        if (object.isPresent()) {
            noteUnsupported();
        }
        return object.orElseThrow(() -> new SvmFailure(new SvmOutput(output).explain(status), output));
    }

    /** What the libraries ask for, and what they do not but need; the latter joins the class path. */
    private LibraryConfiguration configuration(List<Path> classPath) throws IOException {
        Path added = Files.createDirectories(folder.resolve("metadata"));
        var overruled = new HashSet<Path>();
        for (Path entry : classPath) {
            for (ShippedMetadata known : ShippedMetadata.of(entry)) {
                known.write(added);
                if (known.hasOptions()) {
                    overruled.add(entry);
                }
            }
        }
        ReachabilityMetadata derived = ReachabilityMetadata.empty();
        HelidonServices.of(classPath).addTo(derived);
        if (!derived.isEmpty()) {
            derived.write(added.resolve(LibraryConfiguration.ROOT).resolve(ReachabilityMetadata.FILE_NAME));
        }
        classPath.add(added);
        return LibraryConfiguration.read(classPath, overruled);
    }

    /** Passes on what the builder's {@code UnsupportedElements} found in libraries; what only the JDK calls, as output. */
    private void noteUnsupported() throws IOException {
        for (String line : Files.readAllLines(reports().resolve("unsupported.txt"))) {
            String[] fields = line.split("\t", 2);
            if (fields[1].isEmpty()) {
                listener.output(fields[0]);
            } else {
                listener.note(fields[0] + ": called in " + fields[1]);
            }
        }
    }

    /** SVM makes a folder of its own, named by the time, for the object. */
    private static Optional<Path> object(Path objects) throws IOException {
        try (var files = Files.walk(objects)) {
            return files.filter(file -> file.getFileName().toString().equals("image.o"))
                    .findFirst();
        }
    }

    private List<String> jvmOptions(BuildPlan plan, LibraryConfiguration libraries) throws IOException {
        Path files = folder.resolve("files.txt");
        Files.write(files, plan.fileListing());
        Path boot = folder.resolve("boot-options.txt");
        Files.writeString(boot, plan.bootOptions());
        Path classes = folder.resolve("classes.txt");
        Files.write(classes, classNames(plan.application().classPath()));
        var options = new ArrayList<>(libraries.jvmOptions());
        options.addAll(List.of(
                "-Ddemitasse.files=" + files,
                "-Ddemitasse.options=" + boot,
                "-Ddemitasse.classes=" + classes,
                "-Ddemitasse.report=" + reports(),
                "-Ddemitasse.main=" + plan.main(),
                "-Ddemitasse.own=" + joined(plan.application().own()),
                "-Ddemitasse.os=" + joined(distribution.osJars())));
        options.addAll(SteadyJvm.options(folder.resolve("steady")));
        options.addAll(plan.jvmOptions());
        return options;
    }

    /** The binary names of the classes of a class path. */
    private static List<String> classNames(List<Path> classPath) {
        return classPath.stream()
                .flatMap(entry -> new ClassPathEntry(entry).names().stream())
                .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                .map(name ->
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                .distinct()
                .toList();
    }

    private static String joined(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private List<String> builderOptions(BuildPlan plan, LibraryConfiguration libraries, Path objects, UUID id)
            throws IOException {
        Path layout = Files.createDirectories(folder.resolve("layout"));
        NativeLayout.write(layout);
        var options = new ArrayList<>(OPTIONS);
        options.addAll(libraries.builderOptions());
        options.addAll(ClojureNamespaces.of(plan.application().classPath()).builderOptions());
        // A class that the application itself lacks is an error now; one that a library could use need not be there.
        plan.application().own().forEach(own -> options.add("-H:LinkAtBuildTimePaths=" + own));
        options.addAll(List.of(
                "-H:Class=" + plan.main(),
                "-H:Name=image",
                "-H:Path=" + Files.createDirectories(folder.resolve("out")),
                "-H:TempDirectory=" + objects,
                "-H:ImageBuildID=" + id));
        options.addAll(NativeLayout.options(layout));
        options.add(ApplicationResources.write(plan.application().classPath(), folder.resolve("resources.json")));
        if (plan.debug()) {
            options.addAll(DEBUG_OPTIONS);
        }
        options.addAll(plan.builderOptions());
        return optimized(options);
    }

    /** What compiling for size turns off, another level given after it would not turn on again: only one is passed on. */
    static List<String> optimized(List<String> options) {
        String level =
                options.stream().filter(option -> option.startsWith(OPTIMIZE)).reduce(FOR_SIZE, (_, last) -> last);
        return Stream.concat(Stream.of(level), options.stream().filter(option -> !option.startsWith(OPTIMIZE)))
                .toList();
    }
}
