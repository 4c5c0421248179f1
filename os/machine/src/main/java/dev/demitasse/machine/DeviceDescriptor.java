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

    /**
     * A stream of Ethernet frames to and from the host of a process, each behind its length, four bytes in network byte
     * order, as QEMU's {@code -netdev stream} and passt have it.
     *
     * @param stream what carries the frames
     * @param line its interrupt line, which comes when what was awaited of the stream is there
     * @param hardwareAddress the six bytes of the interface's address
     */
    record FrameStream(HostStream stream, int line, byte[] hardwareAddress) implements DeviceDescriptor {}

    /**
     * A tap interface of the host of a process. Each read and write is one frame behind a {@code struct virtio_net_hdr} of
     * twelve bytes; checksums and segments of TCP may be left to either side.
     *
     * @param stream the interface
     * @param line its interrupt line, as of a {@link FrameStream}
     * @param hardwareAddress the six bytes of our address
     */
    record Tap(HostStream stream, int line, byte[] hardwareAddress) implements DeviceDescriptor {}
}
