package dev.demitasse.fidelity;

import dev.demitasse.harness.Demi;
import java.nio.file.Path;

/** Images of the checks, built quickly, and once for the same checks and the same Demitasse. Stateless. */
final class Images {
    static final String MAIN = "dev.demitasse.fidelity.Fidelity";
    static final String MACHINE_MAIN = "dev.demitasse.fidelity.MachineFidelity";

    private Images() {}

    /** All checks for a process of Linux; returns the file, which is put into {@code folder}. */
    static String process(Path folder) {
        return build("process", MAIN, folder);
    }

    /** For an emulated virtual machine those that rest on it. */
    static String virtualMachine(Path folder) {
        return build("qemu", MACHINE_MAIN, folder);
    }

    private static String build(String target, String main, Path folder) {
        String image = folder.resolve(target + ".elf").toString();
        String classes = HotSpot.CLASSES.toString();
        Demi.shared().succeed("build", "--quick", "--target", target, "--main", main, classes, "-o", image);
        return image;
    }
}
