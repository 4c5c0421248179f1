package dev.demitasse.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waits for changes of an application's sources: of all files below a folder but those in {@code target} and those whose
 * names begin with a dot, which is what a build of the folder depends on; or of a jar and the settings beside it.
 * Confined to one thread.
 */
final class SourceWatch implements AutoCloseable {
    /** Whoever saves several files, or a large one, is done when nothing has changed for this long. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final String SETTINGS = "demitasse.yaml";

    private final WatchService watch;
    private final Path application;
    private final boolean isFolder;

    private SourceWatch(Path application, boolean isFolder, WatchService watch) {
        this.application = application;
        this.isFolder = isFolder;
        this.watch = watch;
    }

    /**
     * Begins to watch.
     *
     * @param application the jar, or the folder of a Maven project or of classes
     * @throws CommandException when it is neither
     */
    static SourceWatch of(String application) throws IOException {
        Path path = Path.of(application);
        boolean isFolder = Files.isDirectory(path);
        if (!isFolder && !Files.isRegularFile(path)) {
            throw new CommandException(
                    application + " cannot be watched: pass a jar, or the folder of a Maven project or of classes");
        }
        var watch = new SourceWatch(
                path.toAbsolutePath(), isFolder, FileSystems.getDefault().newWatchService());
        watch.register();
        return watch;
    }

    /**
     * Waits for the next change, and until nothing has changed for a moment.
     *
     * @return when the change was noticed first, in terms of {@link System#nanoTime}
     */
    long await() throws IOException, InterruptedException {
        while (!isSource(watch.take())) {
            // Something else in the same folder.
        }
        long first = System.nanoTime();
        WatchKey more = watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        while (more != null) {
            if (!isSource(more)) {
                more.reset();
            }
            more = watch.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        }
        // A folder may have come, and what is in it before we watched it is part of this change.
        register();
        return first;
    }

    private boolean isSource(WatchKey key) {
        boolean source = false;
        for (WatchEvent<?> event : key.pollEvents()) {
            // Without a name, more has happened than the system could tell.
            source |= !(event.context() instanceof Path name) || isSource(name);
        }
        key.reset();
        return source;
    }

    private boolean isSource(Path name) {
        return isFolder
                ? !isLeftOut(name)
                : name.equals(application.getFileName()) || name.toString().equals(SETTINGS);
    }

    private static boolean isLeftOut(Path name) {
        return name.toString().equals("target") || name.toString().startsWith(".");
    }

    /** Adds the folders that are not watched yet; one that is, stays. */
    private void register() throws IOException {
        if (!isFolder) {
            register(application.resolveSibling(""));
            return;
        }
        Files.walkFileTree(application, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(application) && isLeftOut(folder.getFileName())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                register(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Removed since it was listed.
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void register(Path folder) throws IOException {
        folder.register(
                watch,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
