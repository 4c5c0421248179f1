package dev.demitasse.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an instance is made of. Immutable.
 *
 * @param image the bootable file
 * @param directory where the instance keeps its logs and sockets; its own as long as it exists
 * @param memory the guest's memory in bytes
 * @param network how it is connected
 * @param capture where all frames of the network are written in pcap format, if anywhere
 * @param disks raw disk images, in the order in which the guest finds them
 * @param configuration what the guest is told at boot
 * @param debugged whether it waits, at its start, for a debugger: gdb attaches to {@link InstanceFiles#debuggerSocket} of a
 *     virtual machine, and to the process of an image that is one
 */
public record InstanceRequest(
        Path image,
        Path directory,
        long memory,
        Network network,
        Optional<Path> capture,
        List<Path> disks,
        BootConfiguration configuration,
        boolean debugged) {

    /** Copies the list of disks. */
    public InstanceRequest {
        disks = List.copyOf(disks);
    }
}
