package dev.demitasse.hypervisor;

import java.nio.file.Files;
import java.nio.file.Path;

/** Instances of any kind. Stateless. */
public final class Instances {
    private Instances() {}

    /** The instance that was started with the given directory, by whomever and whichever hypervisor, alive or ended. */
    public static Instance find(Path directory) {
        var files = new InstanceFiles(directory);
        return Files.exists(files.processFile()) ? ProcessInstance.found(files) : QemuInstance.found(files);
    }
}
