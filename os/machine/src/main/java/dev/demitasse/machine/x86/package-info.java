/**
 * The x86-64 virtual machine: entered by the PVH boot protocol, with a local APIC, an I/O APIC, a 16550 console and
 * PCI or virtio-mmio devices, as QEMU's {@code microvm}, {@code pc} and {@code q35} have them.
 *
 * <p>Depends on {@code dev.demitasse.machine} and SubstrateVM's words; the machine code is in {@code x86_64.S}.
 */
@NullMarked
package dev.demitasse.machine.x86;

import org.jspecify.annotations.NullMarked;
