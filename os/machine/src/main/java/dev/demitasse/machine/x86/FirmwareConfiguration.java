package dev.demitasse.machine.x86;

import dev.demitasse.machine.Registers;
import java.nio.charset.StandardCharsets;

/**
 * QEMU's fw_cfg device, through its I/O ports (QEMU docs/specs/fw_cfg.rst): files that {@code -fw_cfg} gives to a guest. A
 * selector is written to the first port, then bytes are read from the second. {@code microvm}, {@code pc} and {@code q35}
 * have it. Numbers are big-endian. Stateless; not for two threads at a time.
 */
final class FirmwareConfiguration {
    /** The selector's port; that of the data follows. */
    static final int PORT = 0x510;

    /** Bytes of ports, as {@link Registers} have them. */
    static final int PORTS = 2;

    private static final int DATA = 1;
    private static final int SIGNATURE = 0;
    private static final int DIRECTORY = 0x19;

    /** "QEMU". */
    private static final int SIGNATURE_VALUE = 0x51454d55;

    private static final int NAME_LENGTH = 56;

    /** QEMU has room for some sixty. */
    private static final int MOST_FILES = 1024;

    private static final int LONGEST = 1 << 20;

    private FirmwareConfiguration() {}

    /**
     * A file of ASCII text.
     *
     * @throws IllegalStateException when there is no such file, or it is longer than a megabyte
     */
    static String text(Registers device, String name) {
        select(device, SIGNATURE);
        if (number(device, 4) != SIGNATURE_VALUE) {
            throw new IllegalStateException("the hypervisor announces " + name + " and has no fw_cfg device");
        }
        select(device, DIRECTORY);
        int files = number(device, 4);
        for (int i = 0; i < files && i < MOST_FILES; i++) {
            int size = number(device, 4);
            int selector = number(device, 2);
            number(device, 2);
            if (isNamed(device, name)) {
                if (size < 0 || size > LONGEST) {
                    throw new IllegalStateException("the hypervisor's file " + name + " is longer than a megabyte");
                }
                select(device, selector);
                return new String(bytes(device, size), StandardCharsets.US_ASCII);
            }
        }
        throw new IllegalStateException("the hypervisor announces the file " + name + " and has none");
    }

    private static void select(Registers device, int selector) {
        device.set16(0, selector);
    }

    private static int number(Registers device, int bytes) {
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | device.get8(DATA);
        }
        return number;
    }

    /** Reads a name, which zeroes fill up, to its end. */
    private static boolean isNamed(Registers device, String name) {
        boolean same = true;
        for (int i = 0; i < NAME_LENGTH; i++) {
            int expected = i < name.length() ? name.charAt(i) : 0;
            same &= device.get8(DATA) == expected;
        }
        return same;
    }

    private static byte[] bytes(Registers device, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) device.get8(DATA);
        }
        return bytes;
    }
}
