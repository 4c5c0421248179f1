package dev.demitasse.toolchain;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The environments an image can be built for. */
enum Target {
    /** An x86-64 virtual machine with the PVH boot protocol, on any machine type of QEMU. */
    QEMU("qemu", "x86-64");

    private final String title;
    private final String architecture;

    Target(String title, String architecture) {
        this.title = title;
        this.architecture = architecture;
    }

    /** As users write it. */
    String title() {
        return title;
    }

    /** The processor it is for. */
    String architecture() {
        return architecture;
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
