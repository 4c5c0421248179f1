package dev.demitasse.toolchain;

import com.sun.management.OperatingSystemMXBean;
import dev.demitasse.contents.Budget;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ContentsFile;
import dev.demitasse.contents.Sbom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Builds images: finds the application, compiles it with the library OS, links, and keeps the image in the store.
 *
 * <p>A build leaves either a whole image or nothing. Equal inputs are built once. Safe for several
 * threads.
 */
public final class ImageBuilder {
    /** What SVM gets at most on machines that have it: a server with HTTP and TLS takes less. */
    private static final long LARGEST_HEAP = 3L << 30;

    /** What a build writes at most: an object, an image, reports. */
    private static final long SPACE_NEEDED = 256L << 20;

    private final Distribution distribution;
    private final ImageStore store;
    private final Path projects;

    /**
     * A builder.
     *
     * @param distribution where the compiler and the library OS are
     * @param store where images are kept
     * @param projects a folder for what is remembered of Maven projects; made when needed
     */
    public ImageBuilder(Distribution distribution, ImageStore store, Path projects) {
        this.distribution = distribution;
        this.store = store;
        this.projects = projects;
    }

    /**
     * Builds an image, or finds it in the store.
     *
     * @throws BuildException when it cannot be built; the message tells the user why
     * @throws InterruptedException when this thread is interrupted; the build has then left nothing behind
     */
    public BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException {
        try (var _ = new OrderlyEnd()) {
            try {
                return findOrBuild(request, listener);
            } catch (InterruptedException | ClosedByInterruptException | FileLockInterruptionException e) {
                // Said here, for where the JVM is ending it does so when the orderly end is closed.
                listener.note("interrupted; nothing is kept of this build");
                throw e instanceof InterruptedException interrupted ? interrupted : asInterrupted(e);
            } catch (IOException e) {
                throw new BuildException(explain(e), e);
            }
        }
    }

    /** How file channels say that the thread was interrupted; unlike others they leave the thread's flag set. */
    private static InterruptedException asInterrupted(Exception e) {
        Thread.interrupted();
        var interrupted = new InterruptedException(e.toString());
        interrupted.initCause(e);
        return interrupted;
    }

    private BuildResult findOrBuild(BuildRequest request, BuildListener listener)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        listener.stage(Stage.RESOLVING);
        BuildPlan plan = BuildPlan.of(request, projects, listener);
        String hash = plan.hash(distribution);
        Optional<ImageStore.Entry> known = known(plan, hash);
        ImageStore.Entry entry = known.isPresent() ? known.get() : buildOnce(plan, hash, listener);
        requireBudget(plan.settings().budget(), entry);
        Path image = deliver(entry, request);
        return new BuildResult(
                image,
                entry.digest(),
                Files.size(image),
                ImageManifest.read(image),
                Duration.ofNanos(System.nanoTime() - start),
                known.isPresent());
    }

    /** Checked for images of the store, too: a budget is none of the inputs that decide what an image is. */
    private void requireBudget(Budget budget, ImageStore.Entry entry) throws IOException {
        if (budget.equals(Budget.NONE)) {
            return;
        }
        Path file = store.report(entry.digest(), ContentsFile.NAME)
                .orElseThrow(
                        () -> new BuildException("what is inside the image is not recorded, so its budget cannot be"
                                + " checked: remove " + entry.image() + " and build again"));
        List<Budget.Breach> breaches = budget.check(ContentsFile.read(file));
        if (!breaches.isEmpty()) {
            throw new BuildException("the image is over its budget in demitasse.yaml\n"
                    + breaches.stream().map(Budget.Breach::text).collect(Collectors.joining("\n")));
        }
    }

    /** An image of the store that serves: where debug information is wanted, one that still has it. */
    private Optional<ImageStore.Entry> known(BuildPlan plan, String hash) throws IOException {
        return store.byInputs(hash)
                .filter(entry -> !plan.debug()
                        || store.report(entry.digest(), ImageStore.DEBUG_INFORMATION)
                                .isPresent());
    }

    private ImageStore.Entry buildOnce(BuildPlan plan, String hash, BuildListener listener)
            throws IOException, InterruptedException {
        Runnable waiting = () -> listener.note("another process builds the same image; waiting for it");
        try (var work = store.begin(hash, waiting)) {
            // Whoever held the lock before may have built it.
            Optional<ImageStore.Entry> meanwhile = known(plan, hash);
            return meanwhile.isPresent() ? meanwhile.get() : compileAndLink(plan, hash, work.folder(), listener);
        }
    }

    private ImageStore.Entry compileAndLink(BuildPlan plan, String hash, Path folder, BuildListener listener)
            throws IOException, InterruptedException {
        requireSpace(folder);
        listener.stage(Stage.STARTING);
        var svm = new SvmBuilder(distribution, folder, listener);
        Path object;
        try {
            object = svm.build(plan, identity(hash), heap());
        } catch (SvmFailure e) {
            throw new BuildException(
                    e.getMessage() + "\nThe compiler's output is in " + store.keepLog(hash, e.output()), e);
        }
        listener.stage(Stage.LINKING);
        var objects = new ArrayList<ElfObject>();
        var main = new ElfObject(ElfFile.map(object));
        objects.add(main);
        objects.addAll(machineCode(plan.target()));
        Path image = folder.resolve("image.elf");
        var sizes = new SizeBreakdown(plan.application(), distribution, svm.reports());
        var linker = new Linker(objects, svm.heapAlignment(), plan.target());
        linker.link(manifest(plan, sizes.of(main)).toBytes(), image);
        String digest = InputHash.ofFile(image);
        if (plan.debug()) {
            linker.writeDebugInformation(digest, svm.reports().resolve(ImageStore.DEBUG_INFORMATION));
        }
        describe(plan, image, digest, objects, svm.reports());
        return store.put(hash, image, digest, svm.reports(), plan.inputs(hash, distribution));
    }

    /** Writes what is inside a linked image to the reports. */
    private void describe(BuildPlan plan, Path image, String digest, List<ElfObject> objects, Path reports)
            throws IOException {
        var writer = new ImageContents(plan, distribution, reports);
        Contents contents = writer.of(image, objects);
        Files.write(reports.resolve(ContentsFile.NAME), ContentsFile.toBytes(contents));
        String sbom = Sbom.of(plan.application().name(), digest, contents);
        Files.writeString(reports.resolve(Sbom.NAME), sbom);
        writer.discardReports();
    }

    /** The machine code of the library OS that no compiler made: the object files in its jars. */
    private List<ElfObject> machineCode(Target target) {
        var objects = new ArrayList<ElfObject>();
        for (Path jar : distribution.osJars()) {
            for (var resource : new ClassPathEntry(jar).resources(name -> name.endsWith(".o") && target.uses(name))) {
                objects.add(
                        new ElfObject(jar.getFileName() + "!" + resource.name(), ByteBuffer.wrap(resource.bytes())));
            }
        }
        return objects;
    }

    private static ImageManifest manifest(BuildPlan plan, Map<String, Long> sizes) {
        ApplicationSettings settings = plan.settings();
        return new ImageManifest(
                ImageManifest.FORMAT,
                plan.application().name(),
                plan.main(),
                plan.target().title(),
                plan.target().architecture(),
                settings.memory(),
                settings.ports(),
                settings.environment(),
                settings.arguments(),
                settings.properties(),
                sizes,
                Map.of("jdk", System.getProperty("java.vm.version"), "svm", SvmCommand.GRAALVM_VERSION));
    }

    private Path deliver(ImageStore.Entry entry, BuildRequest request) throws IOException {
        if (request.output().isEmpty()) {
            return entry.image();
        }
        Path output = request.output().get().toAbsolutePath();
        copy(entry.image(), output);
        Path debug = output.resolveSibling(output.getFileName() + DebugFile.SUFFIX);
        Optional<Path> information = store.report(entry.digest(), ImageStore.DEBUG_INFORMATION);
        if (request.debug() && information.isPresent()) {
            copy(information.get(), debug);
        }
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        Path partial = to.resolveSibling(to.getFileName() + ".partial");
        try {
            Files.copy(from, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Asked beforehand, for a compiler that runs out of space on the way cannot always say so. */
    private static void requireSpace(Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < SPACE_NEEDED) {
            throw new BuildException("the disk that holds %s is too full: %d MB are free, and a build takes up to %d MB"
                    .formatted(folder, free >> 20, SPACE_NEEDED >> 20));
        }
    }

    private static String explain(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left")) {
            return "the disk is full; nothing was kept of this build (" + message + ")";
        }
        return e instanceof FileSystemException ? "cannot use the file " + message : "the build failed: " + message;
    }

    /** SVM writes this into the image; made from the inputs, not from chance. */
    private static UUID identity(String hash) {
        return UUID.nameUUIDFromBytes(hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** Three quarters of the machine's memory, within what SVM has use for. */
    private static long heap() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long memory = system instanceof OperatingSystemMXBean machine ? machine.getTotalMemorySize() : LARGEST_HEAP;
        return Math.min(LARGEST_HEAP, memory / 4 * 3);
    }
}
