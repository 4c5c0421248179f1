package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images of the applications that most tests share, which are built once for all. Stateless. */
final class ProbeImage {
    private ProbeImage() {}

    /** For the target {@code qemu}: the probe. Its file is in a new folder in {@code parent}. */
    static Path machine(Path parent) throws Exception {
        Path folder = Files.createTempDirectory(parent, "probe");
        return build(folder, ProbeJar.write(folder, "probe.Probe"), "--target", "qemu");
    }

    /** For the target {@code process}, with debug information: what tries to break out, and is the probe otherwise. */
    static Path process(Path parent) throws Exception {
        Path folder = Files.createTempDirectory(parent, "probe");
        return build(folder, ProbeJar.writeHostile(folder), "--debug", "--target", "process");
    }

    /** For a target by its name; what it is called with is the probe's. */
    static Path of(String target, Path parent) throws Exception {
        return target.equals("process") ? process(parent) : machine(parent);
    }

    private static Path build(Path folder, Path jar, String... options) {
        Path file = folder.resolve("probe.elf");
        var command = new ArrayList<>(List.of("build", jar.toString(), "-o", file.toString()));
        command.addAll(List.of(options));
        Demi.shared().succeed(command.toArray(String[]::new));
        return file;
    }
}
