package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;

/** Checks, before anything starts, that an image can run on this machine. Stateless. */
public final class BootTarget {
    /** The target of images for QEMU's virtual machines of any type. */
    public static final String QEMU = "qemu";

    /** The target of images that are Linux processes. */
    public static final String PROCESS = "process";

    private static final String ARCHITECTURE = "x86-64";

    private static final long MEBIBYTE = 1 << 20;

    /** What the kernel takes beside the image before the application has anything; it says itself if that is short. */
    private static final long KERNEL_MEMORY = 4 * MEBIBYTE;

    private BootTarget() {}

    /** Refuses an image for another environment or processor. */
    public static void check(ReadyImage image) {
        String target = image.manifest().target();
        String architecture = image.manifest().architecture();
        boolean known = target.equals(QEMU) || target.equals(PROCESS);
        if (!known || !architecture.equals(ARCHITECTURE)) {
            throw new BuildException(
                    "%s is an image for %s on %s; demi run runs images for %s and %s on %s: build it with --target %s"
                            .formatted(image.file(), target, architecture, QEMU, PROCESS, ARCHITECTURE, QEMU));
        }
        if (target.equals(PROCESS) && !runsProcesses()) {
            throw new BuildException(
                    "%s is an image for a Linux process on x86-64, which this machine cannot run: build it with --target %s"
                            .formatted(image.file(), QEMU));
        }
    }

    /** Whether this machine runs images of the target {@code process}. */
    public static boolean runsProcesses() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** Refuses memory that cannot hold the image and the least the kernel needs beside it. */
    public static void checkMemory(ReadyImage image, long memory) throws IOException {
        long least = leastMemory(Files.size(image.file()));
        if (memory < least) {
            throw new BuildException("%s needs at least -m %s; %s is too little"
                    .formatted(image.manifest().name(), MemorySize.text(least), MemorySize.text(memory)));
        }
    }

    /** The bytes of memory without which an image of this size is not started: whole mebibytes. */
    static long leastMemory(long size) {
        return (size + KERNEL_MEMORY + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE;
    }
}
