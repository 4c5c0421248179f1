package dev.demitasse.machine.x86;

import dev.demitasse.machine.DeviceDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * Virtio devices announced on the command line as Linux's {@code virtio_mmio.device=<size>@<address>:<line>} (Linux
 * Documentation/admin-guide/kernel-parameters.txt), which QEMU's microvm writes there. Device, size and address come
 * from the hypervisor; a token that does not parse is passed over.
 */
final class VirtioMmioDevices {
    private static final String PREFIX = "virtio_mmio.device=";

    private VirtioMmioDevices() {}

    /** QEMU lists its slots from the last one down, so the order is turned round: the first device given comes first. */
    static List<DeviceDescriptor> parse(String commandLine) {
        List<DeviceDescriptor> found = new ArrayList<>();
        for (String token : commandLine.split(" ")) {
            if (token.startsWith(PREFIX)) {
                add(token.substring(PREFIX.length()), found);
            }
        }
        return found.reversed();
    }

    private static void add(String text, List<DeviceDescriptor> found) {
        int at = text.indexOf('@');
        int colon = text.indexOf(':', at + 1);
        if (at <= 0 || colon < 0) {
            return;
        }
        try {
            long size = size(text.substring(0, at));
            long address = Long.decode(text.substring(at + 1, colon));
            int line = Integer.parseInt(text.substring(colon + 1).split(":")[0]);
            if (size >= 0x100 && address > 0 && line >= 0 && line < 24) {
                found.add(new DeviceDescriptor.VirtioMmio(address, size, line));
            }
        } catch (NumberFormatException e) {
            // Not ours to mend: the machine starts without the device, and the kernel reports what it found.
        }
    }

    private static long size(String text) {
        long unit = switch (text.charAt(text.length() - 1)) {
            case 'K', 'k' -> 1024;
            case 'M', 'm' -> 1024 * 1024;
            default -> 1;
        };
        return Long.decode(unit == 1 ? text : text.substring(0, text.length() - 1)) * unit;
    }
}
