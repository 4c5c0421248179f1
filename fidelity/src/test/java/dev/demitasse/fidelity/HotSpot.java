package dev.demitasse.fidelity;

import dev.demitasse.harness.Demi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checks on the JDK that runs the tests, set up as an image is: one processor, UTC, English, a heap as large. */
final class HotSpot {
    /** The classes and resources of the checks. */
    static final Path CLASSES = Demi.ROOT.resolve("fidelity/target/classes");

    private HotSpot() {}

    /** Runs areas of a main class of the checks, all without any, and returns what was printed. */
    static String run(String main, String... areas) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-Xmx512m",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Duser.timezone=UTC",
                "-Dfile.encoding=UTF-8",
                "-cp",
                CLASSES.toString(),
                main));
        command.addAll(List.of(areas));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JAVA") || name.startsWith("JDK"));
        // Names that do not exist shall fail at once even where no server answers.
        builder.environment().put("RES_OPTIONS", "attempts:1 timeout:1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return status == 0 ? output : output + "\nstatus " + status;
    }
}
