package dev.demitasse.fidelity;

import dev.demitasse.harness.Demi;
import java.nio.file.Path;

/** Images of the checks, built once for the same checks and the same Demitasse. Stateless. */
final class Images {
    private Images() {}

    /** For a process of Linux; returns the file, which is put into {@code folder}. */
    static String process(Path folder) {
        return build("process", folder);
    }

    /** For an emulated virtual machine. */
    static String virtualMachine(Path folder) {
        return build("qemu", folder);
    }

    private static String build(String target, Path folder) {
        String image = folder.resolve(target + ".elf").toString();
        String classes = HotSpot.CLASSES.toString();
        Demi.shared().succeed("build", "--target", target, "--main", HotSpot.MAIN, classes, "-o", image);
        return image;
    }
}
