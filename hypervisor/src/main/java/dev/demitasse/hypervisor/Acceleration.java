package dev.demitasse.hypervisor;

import java.util.Locale;

/** Who executes the guest's instructions. */
public enum Acceleration {
    /** The processor's virtualisation where it works, else emulation. */
    AUTO,
    /** The processor, through Linux's KVM. */
    KVM,
    /** QEMU's emulation. */
    TCG;

    /** As QEMU and users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
