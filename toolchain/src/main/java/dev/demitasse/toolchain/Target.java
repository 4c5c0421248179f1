package dev.demitasse.toolchain;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The environments an image can be built for. */
enum Target {
    /** An x86-64 virtual machine with the PVH boot protocol, on any machine type of QEMU. */
    QEMU("qemu", "x86-64", "dev.demitasse.machine.x86.VirtualMachine", "pvh_entry"),
    /** A Linux process on x86-64 that needs no library and, once it runs, next to no system call. */
    PROCESS("process", "x86-64", "dev.demitasse.machine.linux.LinuxProcess", "_start");

    private final String title;
    private final String architecture;
    private final String platform;
    private final String entry;

    Target(String title, String architecture, String platform, String entry) {
        this.title = title;
        this.architecture = architecture;
        this.platform = platform;
        this.entry = entry;
    }

    /** As users write it. */
    String title() {
        return title;
    }

    /** The processor it is for. */
    String architecture() {
        return architecture;
    }

    /** The guest's platform, a class on the image's class path. */
    String platform() {
        return platform;
    }

    /** The symbol that an image starts at. */
    String entry() {
        return entry;
    }

    /** Whether an image carries the note by which a boot loader finds its entry. */
    boolean bootsByPvh() {
        return this == QEMU;
    }

    /** Whether a resource of the library OS, such as a piece of machine code, is for images of this target. */
    boolean uses(String resource) {
        return Arrays.stream(values()).allMatch(other -> other == this || !resource.startsWith(other.folder()));
    }

    /** What lies beside the platform's class is the platform's own. */
    private String folder() {
        return platform.substring(0, platform.lastIndexOf('.') + 1).replace('.', '/');
    }

    /**
     * The target of a name.
     *
     * @throws BuildException when there is none
     */
    static Target of(String name) {
        Optional<Target> found =
                Arrays.stream(values()).filter(t -> t.title.equals(name)).findFirst();
        return found.orElseThrow(() -> new BuildException("there is no target " + name + "; there is "
                + Arrays.stream(values()).map(Target::title).collect(Collectors.joining(", "))));
    }
}
