package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.TrafficServer;
import java.nio.file.Path;

/** The image of {@link TrafficServer}, which is built once for all tests. Stateless. */
final class TrafficImage {
    private TrafficImage() {}

    /** Builds it for a target, into a folder. */
    static Path build(String target, Path directory) {
        Path file = directory.resolve("traffic-" + target + ".elf");
        Demi.shared()
                .succeed(
                        "build",
                        "--target",
                        target,
                        Demi.ROOT.resolve("system-tests/harness/target/classes").toString(),
                        "--main",
                        TrafficServer.class.getName(),
                        "-o",
                        file.toString());
        return file;
    }
}
