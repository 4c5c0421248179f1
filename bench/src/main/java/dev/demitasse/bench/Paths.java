package dev.demitasse.bench;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param root the repository
 * @param work the folder for all that the benchmark makes
 */
record Paths(Path root, Path work) {
    /** The command. */
    String demi() {
        return root.resolve("demi").toString();
    }

    /** The folder of what is made for one service. */
    Path of(Service service) {
        return work.resolve(service.title());
    }

    /** A program of the JDK that runs us. */
    static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
