package dev.demitasse.junit;

/** What a unikernel runs as. */
public enum Target {
    /** A sandboxed process of this Linux, which starts in milliseconds and runs at full speed. */
    PROCESS("process"),
    /** A virtual machine of QEMU's, which is slow where there is no KVM. */
    VM("qemu");

    private final String title;

    Target(String title) {
        this.title = title;
    }

    /** The target's name for the toolchain. */
    String title() {
        return title;
    }
}
