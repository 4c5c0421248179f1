package dev.demitasse.hypervisor;

import java.util.Locale;

/** The virtual machine that QEMU plays. */
public enum MachineType {
    /**
     * No PCI, no ACPI, no legacy devices, and a firmware of 14,000 instructions: boots in half the time of the others.
     * Devices are on virtio's MMIO transport, named on the kernel command line.
     */
    MICROVM,
    /** The 1996 PC (i440FX), with PCI. */
    PC,
    /** The 2007 PC (Q35), with PCI Express. */
    Q35;

    /** As QEMU and users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
