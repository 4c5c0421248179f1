/**
 * Drivers for virtual hardware: the virtio transports (MMIO, PCI), the split virtqueue, and the network, entropy and
 * block devices on top of them.
 *
 * <p>Section numbers are those of "Virtual I/O Device (VIRTIO) Version 1.2". What a device writes into shared memory or
 * answers from a register is checked before it is used: a device that breaks its side of the contract ends in a
 * {@link dev.demitasse.machine.Driver.DeviceException}, never in a wrong access. Nothing is allocated per packet or per
 * request.
 *
 * <p>Not here: finding devices (the platform's work), protocols (os/net), file systems (os/storage). Depends on
 * {@code java.base} and the machine contract only.
 */
@NullMarked
package dev.demitasse.drivers;

import org.jspecify.annotations.NullMarked;
