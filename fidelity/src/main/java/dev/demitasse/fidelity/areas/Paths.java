package dev.demitasse.fidelity.areas;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code java.nio.file} and file channels. */
public final class Paths {
    private Paths() {}

    private static Path folder() throws IOException {
        return Files.createTempDirectory("fidelity-nio");
    }

    /** The exception's kind and the last name of the file that it tells of. */
    private static String failure(Checks.Action action) throws Exception {
        try {
            action.run();
            return "done";
        } catch (java.nio.file.FileSystemException e) {
            String file = e.getFile() == null
                    ? ""
                    : Path.of(e.getFile()).getFileName().toString().replaceAll("\\d+", "N");
            return e.getClass().getSimpleName() + " " + file + " " + e.getReason();
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        paths(checks);
        files(checks);
        attributes(checks);
        trees(checks);
        channels(checks);
    }

    private static void paths(Checks checks) {
        checks.check("path-parts", () -> {
            Path path = Path.of("/a/b/../c.txt");
            return List.of(
                    path.getFileName(),
                    path.getParent(),
                    path.getNameCount(),
                    path.normalize(),
                    path.subpath(1, 3),
                    path.getRoot(),
                    path.isAbsolute());
        });
        checks.check(
                "path-resolve",
                () -> List.of(
                        Path.of("/a").resolve("b"),
                        Path.of("/a").resolve("/b"),
                        Path.of("/a/b").resolveSibling("c"),
                        Path.of("/a/b").relativize(Path.of("/a/c/d")),
                        Path.of("a", "", "b")));
        checks.check(
                "path-compare",
                () -> List.of(
                        Path.of("/a/b").startsWith("/a"),
                        Path.of("/a/b").endsWith("b"),
                        Path.of("/a").compareTo(Path.of("/b")) < 0,
                        Path.of("a/b").equals(Path.of("a//b/"))));
        checks.check("path-iterate", () -> {
            var names = new ArrayList<String>();
            Path.of("/x/y/z").forEach(name -> names.add(name + ""));
            return names;
        });
        checks.check(
                "path-uri", () -> List.of(Path.of("/a b/\u00e9").toUri(), Path.of(java.net.URI.create("file:///x/y"))));
        checks.check("path-nul", () -> Path.of("a\0b"));
        checks.check("path-real", () -> Path.of("/tmp/../tmp/.").toRealPath());
        checks.check(
                "path-real-missing", () -> failure(() -> Path.of("/no/such").toRealPath()));
        checks.check(
                "path-glob",
                () -> List.of(
                        FileSystems.getDefault()
                                .getPathMatcher("glob:**/*.{java,class}")
                                .matches(Path.of("a/B.java")),
                        FileSystems.getDefault().getPathMatcher("regex:.*\\d").matches(Path.of("a1"))));
        checks.check("working-directory", () -> List.of(Path.of("").toAbsolutePath(), System.getProperty("user.dir")));
    }

    private static void files(Checks checks) {
        checks.check("write-read", () -> {
            Path file = folder().resolve("f");
            Files.writeString(file, "one\n");
            Files.write(file, List.of("two", "three"), APPEND);
            return List.of(
                    Files.readAllLines(file),
                    Files.size(file),
                    Files.lines(file).count(),
                    Files.readAllBytes(file).length);
        });
        checks.check("create-new-exists", () -> {
            Path file = folder().resolve("f");
            Files.writeString(file, "x", CREATE_NEW);
            return failure(() -> Files.writeString(file, "y", CREATE_NEW));
        });
        checks.check("read-missing", () -> failure(() -> Files.readString(Path.of("/tmp/fidelity-none"))));
        checks.check("read-directory", () -> {
            try {
                return Files.readString(folder());
            } catch (IOException e) {
                return e.getMessage();
            }
        });
        checks.check("malformed", () -> {
            Path file = folder().resolve("f");
            Files.write(file, new byte[] {'a', (byte) 0xff});
            return Files.readString(file);
        });
        checks.check("delete", () -> {
            Path folder = folder();
            Path file = Files.createFile(folder.resolve("f"));
            return List.of(
                    failure(() -> Files.delete(folder)),
                    Files.deleteIfExists(file),
                    Files.deleteIfExists(file),
                    failure(() -> Files.delete(file)));
        });
        checks.check("copy", () -> {
            Path folder = folder();
            Path from = Files.writeString(folder.resolve("a"), "content");
            Path to = Files.copy(from, folder.resolve("b"));
            return List.of(
                    Files.readString(to),
                    failure(() -> Files.copy(from, to)),
                    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES)
                            .getFileName(),
                    Files.mismatch(from, to));
        });
        checks.check("copy-stream", () -> {
            Path file = folder().resolve("f");
            return List.of(
                    Files.copy(new java.io.ByteArrayInputStream(new byte[1000]), file),
                    Files.copy(file, java.io.OutputStream.nullOutputStream()));
        });
        checks.check("move", () -> {
            Path folder = folder();
            Path from = Files.writeString(folder.resolve("a"), "x");
            Path target = Files.writeString(folder.resolve("b"), "y");
            String refused = failure(() -> Files.move(from, target));
            Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
            return List.of(refused, Files.exists(from), Files.readString(target));
        });
        checks.check("move-folder", () -> {
            Path folder = folder();
            Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(folder.resolve("a/b/f"), "x");
            Files.move(folder.resolve("a"), folder.resolve("c"));
            return List.of(
                    Files.readString(folder.resolve("c/b/f")),
                    failure(() -> Files.move(folder.resolve("c"), folder.resolve("c/b/d"))));
        });
        checks.check("temp", () -> {
            Path file = Files.createTempFile("pre", ".suf");
            return List.of(
                    file.getFileName().toString().matches("pre\\d+\\.suf"),
                    file.getParent(),
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
        });
        checks.check("directories", () -> {
            Path folder = folder();
            return List.of(
                    failure(() -> Files.createDirectory(folder.resolve("a/b"))),
                    Files.isDirectory(Files.createDirectories(folder.resolve("a/b/c"))),
                    failure(() -> Files.createDirectory(folder.resolve("a"))),
                    Files.notExists(folder.resolve("z")));
        });
        checks.check("links", () -> {
            Path folder = folder();
            Path file = Files.writeString(folder.resolve("f"), "linked");
            Path symbolic = Files.createSymbolicLink(folder.resolve("s"), Path.of("f"));
            Path hard = Files.createLink(folder.resolve("h"), file);
            return List.of(
                    Files.readString(symbolic),
                    Files.readSymbolicLink(symbolic),
                    Files.isSymbolicLink(symbolic),
                    Files.isSameFile(hard, file),
                    Files.getAttribute(file, "unix:nlink"),
                    symbolic.toRealPath().getFileName());
        });
        checks.check("link-loop", () -> {
            Path folder = folder();
            Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
            Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
            return List.of(
                    failure(() -> Files.readString(folder.resolve("a"))),
                    Files.exists(folder.resolve("a")),
                    Files.exists(folder.resolve("a"), LinkOption.NOFOLLOW_LINKS));
        });
        checks.check("link-none", () -> failure(() -> Files.readSymbolicLink(Files.createFile(folder().resolve("f")))));
        checks.check("delete-on-close", () -> {
            Path file = folder().resolve("f");
            try (var channel = FileChannel.open(file, CREATE, WRITE, DELETE_ON_CLOSE)) {
                channel.write(ByteBuffer.wrap(new byte[5]));
            }
            return Files.exists(file);
        });
        checks.check(
                "probe-type",
                () -> List.of(
                        "" + Files.probeContentType(Path.of("a.html")),
                        "" + Files.probeContentType(Path.of("a.png")),
                        "" + Files.probeContentType(Path.of("a.unknown"))));
        checks.check("watch", () -> {
            try (var watcher = FileSystems.getDefault().newWatchService()) {
                Path folder = folder();
                folder.register(watcher, java.nio.file.StandardWatchEventKinds.ENTRY_CREATE);
                Files.createFile(folder.resolve("f"));
                var key = watcher.poll(20, java.util.concurrent.TimeUnit.SECONDS);
                return key == null ? "no event" : key.pollEvents().get(0).context();
            }
        });
        checks.check("root-read-only", () -> Files.isDirectory(Path.of("/")) + " " + Files.isReadable(Path.of("/")));
    }

    private static void attributes(Checks checks) {
        checks.check("basic", () -> {
            Path file = Files.writeString(folder().resolve("f"), "12345");
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-02-29T12:00:00.123456789Z")));
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(
                    attributes.size(),
                    attributes.isRegularFile(),
                    attributes.isDirectory(),
                    attributes.isOther(),
                    attributes.lastModifiedTime(),
                    attributes.fileKey() != null);
        });
        checks.check("posix", () -> {
            Path file = Files.createFile(
                    folder().resolve("f"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
            var attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return List.of(
                    PosixFilePermissions.toString(attributes.permissions()),
                    Files.isExecutable(file),
                    attributes.owner().getName().equals(Files.getOwner(file).getName()));
        });
        checks.check(
                "by-name",
                () -> new TreeMap<>(
                        Files.readAttributes(Files.writeString(folder().resolve("f"), "123"), "size,isSymbolicLink")));
        checks.check("unix", () -> {
            Map<String, Object> all = Files.readAttributes(folder(), "unix:*");
            return all.keySet().stream().sorted().toList();
        });
        checks.check("by-wrong-name", () -> Files.getAttribute(folder(), "basic:colour"));
        checks.check("wrong-view", () -> Files.getAttribute(folder(), "dos2:hidden"));
        checks.check(
                "views",
                () -> FileSystems.getDefault().supportedFileAttributeViews().stream()
                        .filter(v -> !v.equals("user"))
                        .sorted()
                        .toList());
        checks.check(
                "missing",
                () -> failure(() -> Files.readAttributes(Path.of("/tmp/fidelity-none"), BasicFileAttributes.class)));
        checks.check("times", () -> {
            Path file = Files.createFile(folder().resolve("f"));
            Files.setAttribute(file, "lastAccessTime", FileTime.fromMillis(1000));
            return List.of(
                    Files.getAttribute(file, "lastAccessTime"),
                    Files.getLastModifiedTime(file).toInstant().isAfter(Instant.parse("2026-01-01T00:00:00Z")));
        });
        checks.check(
                "owner-unknown",
                () -> FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("no-such-user"));
        checks.check(
                "owner-root",
                () -> FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("root"));
        checks.check("store", () -> {
            var store = Files.getFileStore(Path.of("/tmp"));
            return List.of(
                    store.getTotalSpace() > 0,
                    store.getUsableSpace() <= store.getTotalSpace(),
                    store.supportsFileAttributeView("posix"),
                    store.isReadOnly());
        });
    }

    private static Path tree() throws IOException {
        Path folder = folder();
        Files.createDirectories(folder.resolve("a/b"));
        Files.createDirectory(folder.resolve("c"));
        for (String name : List.of("a/1.txt", "a/b/2.txt", "c/3.dat", "4.txt")) {
            Files.writeString(folder.resolve(name), name);
        }
        return folder;
    }

    private static void trees(Checks checks) {
        checks.check("walk", () -> {
            Path tree = tree();
            try (Stream<Path> files = Files.walk(tree)) {
                return files.map(p -> tree.relativize(p).toString()).sorted().toList();
            }
        });
        checks.check("walk-depth", () -> {
            try (Stream<Path> files = Files.walk(tree(), 1)) {
                return files.count();
            }
        });
        checks.check("find", () -> {
            Path tree = tree();
            try (Stream<Path> files = Files.find(
                    tree, 9, (p, a) -> a.isRegularFile() && p.toString().endsWith(".txt"))) {
                return files.map(p -> tree.relativize(p).toString()).sorted().toList();
            }
        });
        checks.check("visitor", () -> {
            Path tree = tree();
            var log = new ArrayList<String>();
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    log.add(">" + tree.relativize(folder));
                    return folder.endsWith("b") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, java.io.IOException e) throws IOException {
                    Files.list(folder).close();
                    log.add("<" + tree.relativize(folder));
                    return FileVisitResult.CONTINUE;
                }
            });
            return log.stream().sorted().toList();
        });
        checks.check("list-glob", () -> {
            var names = new ArrayList<String>();
            try (var files = Files.newDirectoryStream(tree(), "*.txt")) {
                files.forEach(p -> names.add(p.getFileName() + ""));
            }
            return names;
        });
        checks.check("list-missing", () -> failure(() -> Files.list(Path.of("/tmp/fidelity-none"))));
        checks.check("list-file", () -> failure(() -> Files.list(Files.createFile(folder().resolve("f")))));
        checks.check("delete-tree", () -> {
            Path tree = tree();
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return Files.exists(tree);
        });
    }

    private static void channels(Checks checks) {
        checks.check("channel", () -> {
            try (var channel = FileChannel.open(folder().resolve("f"), CREATE, READ, WRITE)) {
                channel.write(ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII)));
                channel.position(3);
                ByteBuffer four = ByteBuffer.allocate(4);
                channel.read(four);
                int at = channel.read(ByteBuffer.allocate(20), 8);
                return List.of(
                        four.array(),
                        channel.position(),
                        channel.size(),
                        at,
                        channel.truncate(5).position(),
                        channel.read(ByteBuffer.allocate(1), 100));
            }
        });
        checks.check("channel-scatter-gather", () -> {
            try (var channel = FileChannel.open(folder().resolve("f"), CREATE, READ, WRITE)) {
                long written = channel.write(new ByteBuffer[] {
                    ByteBuffer.wrap(new byte[] {1, 2}),
                    ByteBuffer.allocateDirect(3).put(new byte[] {3, 4, 5}).flip()
                });
                ByteBuffer[] parts = {ByteBuffer.allocate(1), ByteBuffer.allocate(9)};
                return List.of(written, channel.position(0).read(parts), parts[1].array());
            }
        });
        checks.check("channel-append", () -> {
            Path file = Files.writeString(folder().resolve("f"), "abc");
            try (var channel = FileChannel.open(file, WRITE, APPEND)) {
                channel.position(0);
                channel.write(ByteBuffer.wrap(new byte[] {'d'}));
            }
            return Files.readString(file);
        });
        checks.check("channel-not-writable", () -> {
            try (var channel = FileChannel.open(Files.createFile(folder().resolve("f")), READ)) {
                return channel.write(ByteBuffer.allocate(1));
            }
        });
        checks.check("channel-options-wrong", () -> FileChannel.open(folder().resolve("f"), READ, APPEND));
        checks.check("channel-truncate", () -> {
            Path file = Files.writeString(folder().resolve("f"), "long content");
            FileChannel.open(file, WRITE, TRUNCATE_EXISTING).close();
            return Files.size(file);
        });
        checks.check("channel-closed", () -> {
            var channel = FileChannel.open(folder().resolve("f"), CREATE, WRITE);
            channel.close();
            return channel.write(ByteBuffer.allocate(1));
        });
        checks.check("channel-sparse", () -> {
            Path file = folder().resolve("f");
            try (var channel = FileChannel.open(file, CREATE, WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {1}), 100_000);
            }
            return List.of(Files.size(file), Files.readAllBytes(file)[50_000]);
        });
        checks.check("channel-transfer", () -> {
            Path from = Files.writeString(folder().resolve("f"), "transferred content");
            try (var source = FileChannel.open(from, READ);
                    var target = FileChannel.open(folder().resolve("t"), CREATE, READ, WRITE)) {
                return List.of(source.transferTo(2, 8, target), target.transferFrom(source, 8, 100), target.size());
            }
        });
        checks.check("map", () -> {
            Path file = Files.writeString(folder().resolve("f"), "mapped file");
            try (var channel = FileChannel.open(file, READ, WRITE)) {
                MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 2, 6);
                byte[] bytes = new byte[6];
                map.get(bytes);
                return List.of(
                        new String(bytes, StandardCharsets.US_ASCII),
                        map.isReadOnly(),
                        map.isDirect(),
                        map.load().capacity());
            }
        });
        checks.check("map-write", () -> {
            Path file = Files.writeString(folder().resolve("f"), "mapped file");
            try (var channel = FileChannel.open(file, READ, WRITE)) {
                MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, 11);
                map.put(0, (byte) 'M');
                map.force();
            }
            return Files.readString(file);
        });
        checks.check("map-private", () -> {
            Path file = Files.writeString(folder().resolve("f"), "mapped file");
            try (var channel = FileChannel.open(file, READ, WRITE)) {
                channel.map(FileChannel.MapMode.PRIVATE, 0, 11).put(0, (byte) 'M');
            }
            return Files.readString(file);
        });
        checks.check("map-segment", () -> {
            Path file = Files.writeString(folder().resolve("f"), "mapped file");
            try (var channel = FileChannel.open(file, READ);
                    var arena = java.lang.foreign.Arena.ofConfined()) {
                return (char) channel.map(FileChannel.MapMode.READ_ONLY, 0, 11, arena)
                        .get(java.lang.foreign.ValueLayout.JAVA_BYTE, 3);
            }
        });
        checks.check("lock", () -> {
            try (var channel = FileChannel.open(folder().resolve("f"), CREATE, READ, WRITE)) {
                FileLock lock = channel.lock(0, 10, true);
                var facts = new ArrayList<>(List.of(lock.isShared(), lock.isValid(), lock.overlaps(5, 20)));
                lock.release();
                facts.add(lock.isValid());
                return facts;
            }
        });
        checks.check("lock-overlap", () -> {
            try (var channel = FileChannel.open(folder().resolve("f"), CREATE, READ, WRITE)) {
                channel.lock();
                return channel.tryLock(3, 4, false);
            }
        });
        checks.check("asynchronous", () -> {
            try (var channel = AsynchronousFileChannel.open(folder().resolve("f"), CREATE, READ, WRITE)) {
                int written = channel.write(ByteBuffer.wrap("asynchronous".getBytes(StandardCharsets.US_ASCII)), 0)
                        .get();
                ByteBuffer target = ByteBuffer.allocate(5);
                int read = channel.read(target, 7).get();
                return List.of(written, read, target.array(), channel.size());
            }
        });
        checks.check("interrupted", () -> {
            try (var channel = FileChannel.open(folder().resolve("f"), CREATE, READ, WRITE)) {
                Thread.currentThread().interrupt();
                return channel.write(ByteBuffer.allocate(1));
            }
        });
        checks.check("large-file", () -> {
            Path file = folder().resolve("f");
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) 'x');
            try (var out = Files.newOutputStream(file)) {
                for (int i = 0; i < 8; i++) {
                    out.write(block);
                }
            }
            return Files.size(file);
        });
    }
}
