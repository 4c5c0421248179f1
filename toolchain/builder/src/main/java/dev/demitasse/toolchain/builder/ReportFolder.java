package dev.demitasse.toolchain.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the features of this module leave what they found, for the image builder to read. Stateless. */
final class ReportFolder {
    /** The system property that names the folder. */
    private static final String PROPERTY = "demitasse.report";

    private ReportFolder() {}

    /** Writes lines to a file of the folder. */
    static void write(String file, List<String> lines) {
        try {
            Files.write(Path.of(System.getProperty(PROPERTY), file), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
