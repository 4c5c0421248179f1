package dev.demitasse.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Physically contiguous memory that a device reads and writes by itself (rings, packet buffers), outside the Java heap
 * and never freed.
 *
 * @param bytes the memory, zeroed, little-endian as virtio 1.2 section 2.7 wants rings
 * @param address the address the device uses for its first byte
 */
public record DeviceMemory(ByteBuffer bytes, long address) {
    public DeviceMemory {
        bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }
}
