package dev.demitasse.systemtests;

import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of Debian's package, on the loopback interface, with data and port of its own. It runs as the user
 * postgres, for it refuses to run as root; so the test does that.
 */
final class PostgreSql implements AutoCloseable {
    private static final String USER = "visits";
    private static final String PASSWORD = "not a secret";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final List<String> prefix;
    private final Path folder;
    private final Path programs;
    private final int port;

    private PostgreSql(List<String> prefix, Path folder, Path programs, int port) {
        this.prefix = prefix;
        this.folder = folder;
        this.programs = programs;
        this.port = port;
    }

    /** Makes a database cluster and starts its server. */
    static PostgreSql start() throws IOException {
        return start(List.of());
    }

    /** The same in a network of its own. */
    static PostgreSql start(Namespace namespace) throws IOException {
        return start(List.of("ip", "netns", "exec", namespace.name()));
    }

    private static PostgreSql start(List<String> prefix) throws IOException {
        // Below /tmp, whose folders the user postgres can reach.
        Path folder = Files.createTempDirectory(
                Path.of("/tmp"),
                "demitasse-postgresql",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Tool.run("chown", "postgres", folder.toString());
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        var server = new PostgreSql(prefix, folder, programs(), Tool.freePort());
        server.program(
                "initdb", "-D", server.data(), "-U", USER, "-A", "scram-sha-256", "--pwfile", password.toString());
        server.program(
                "pg_ctl",
                "-w",
                "-D",
                server.data(),
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off".formatted(server.port),
                "start");
        return server;
    }

    /**
     * The options by which an operator tells the example of it; the user network presents the loopback interface of the
     * host as 10.0.2.2.
     */
    String[] environment() {
        return new String[] {
            "-e",
            "DATABASE_URL=jdbc:postgresql://10.0.2.2:" + port + "/postgres",
            "-e",
            "DATABASE_USER=" + USER,
            "-e",
            "DATABASE_PASSWORD=" + PASSWORD
        };
    }

    @Override
    public void close() throws IOException {
        program("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Its output goes to a file: the server that pg_ctl starts holds on to the streams it is given. */
    private void program(String name, String... arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("runuser", "-u", "postgres", "--"));
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        Path output = folder.resolve(name + ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(name + " fails: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The newest version that is installed. */
    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            List<Path> found = versions.filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
                    .sorted()
                    .toList();
            return found.getLast().resolve("bin");
        }
    }
}
