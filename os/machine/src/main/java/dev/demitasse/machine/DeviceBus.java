package dev.demitasse.machine;

import java.util.OptionalLong;

/**
 * What a platform gives to drivers: registers, memory, interrupts. Used while devices are brought up, by one thread; but
 * memory, which any thread may ask for at any time.
 */
public interface DeviceBus {
    /** The register window at a physical address. */
    Registers memoryRegisters(long address, long size);

    /** The register window at an I/O port; platforms without port I/O throw {@link UnsupportedOperationException}. */
    Registers portRegisters(int port, int size);

    /**
     * Device-visible memory. Throws {@link OutOfMemoryError} when there is none left.
     *
     * @param alignment a power of two, at most 4096
     */
    DeviceMemory allocate(int size, int alignment);

    /**
     * Physical address space that nothing answers to yet, for a PCI base address register that the firmware left without
     * an address; aligned to its size, below 4 GiB. Empty when the platform knows of none.
     *
     * @param size a power of two
     */
    default OptionalLong claimAddressSpace(long size) {
        return OptionalLong.empty();
    }

    /** A new message-signalled interrupt (MSI, MSI-X) that runs {@code handler} when it comes. */
    MessageInterrupt messageInterrupt(Runnable handler);

    /** Routes the interrupt line (ISA or global system interrupt) to {@code handler}, edge-triggered. */
    void lineInterrupt(int line, Runnable handler);

    /**
     * What a device writes to raise an interrupt.
     *
     * @param address the message's address
     * @param data the message's data
     */
    record MessageInterrupt(long address, int data) {}

    /**
     * The fences of a driver that shares memory with a device: everything before is visible to the device before
     * anything after.
     */
    void fence();
}
