package dev.demitasse.bench;

import java.nio.file.Path;
import java.util.Locale;

/** The programs that are measured: four of our examples, unmodified, and one that moves bytes for tests. */
enum Service {
    /** Prints a line, and ends; it serves nothing, and only its start is measured. */
    HELLO(0, "Hello", "java.base"),
    /** The JDK's HTTP server, a virtual thread for each request. */
    HELLO_HTTP(8080, "Listening on port", "java.base,jdk.httpserver"),
    /** One selector that answers every request with the same line. */
    PLAIN_HTTP(8080, "Listening on port", "java.base"),
    /** One selector that returns what it gets. */
    ECHO(7777, "Echoing on port", "java.base"),
    /** {@code TrafficServer} of the harness, whose only figure is goodput. */
    TRAFFIC(9000, "Listening on port", "java.base");

    private final int port;
    private final String ready;
    private final String modules;

    Service(int port, String ready, String modules) {
        this.port = port;
        this.ready = ready;
        this.modules = modules;
    }

    /** The example's name. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its start and its size are told, too: the others are there for one figure alone. */
    boolean isToldOfInFull() {
        return this != TRAFFIC && this != PLAIN_HTTP;
    }

    /** Where it listens; 0 for the one that does not. */
    int port() {
        return port;
    }

    /** How the line begins that it prints when it listens, or that it is there to print. */
    String ready() {
        return ready;
    }

    /** The modules of the JDK that it needs, for {@code jlink}. */
    String modules() {
        return modules;
    }

    /** What it is built from: the example's folder, or the jar. */
    Path source(Path root) {
        return this == TRAFFIC ? jar(root) : folder(root);
    }

    /** The example's folder. */
    Path folder(Path root) {
        return root.resolve("examples").resolve(title());
    }

    /** Its jar, once it is built. */
    Path jar(Path root) {
        if (this == TRAFFIC) {
            return root.resolve("system-tests/harness/target/demitasse-harness-0.1.0-SNAPSHOT.jar");
        }
        return folder(root).resolve("target").resolve(title() + ".jar");
    }
}
