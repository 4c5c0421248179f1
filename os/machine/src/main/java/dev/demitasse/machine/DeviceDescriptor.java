package dev.demitasse.machine;

/** A device the platform has found but not yet looked into. */
public sealed interface DeviceDescriptor {
    /**
     * A virtio device behind the MMIO transport (virtio 1.2 section 4.2).
     *
     * @param address its registers
     * @param size bytes of registers
     * @param line its interrupt line
     */
    record VirtioMmio(long address, long size, int line) implements DeviceDescriptor {}

    /**
     * A PCI function.
     *
     * @param configuration its 256 bytes of configuration space
     * @param vendor vendor id
     * @param device device id
     * @param location {@code bus:device.function}, for messages
     */
    record Pci(Registers configuration, int vendor, int device, String location) implements DeviceDescriptor {}
}
