package dev.demitasse.hypervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A guest of 134 bytes that keeps the boot contract, so that QEMU can be tested without an image. It tells
 * {@code demi boot} and {@code demi listening 7}, writes its kernel command line to the console, echoes the console,
 * and, told to stop by a line on COM2, tells {@code demi exit 42} and leaves through the exit device.
 */
final class TinyGuest {
    private static final int ADDRESS = 0x100000;

    private static final byte[] CODE = HexFormat.of()
            .parseHex(
                    ("be5c001000" // mov esi, events
                                    + "66bae900 e845000000" // mov dx, 0xe9; call print
                                    + "8b7318" // mov esi, [ebx + 24]: cmdline_paddr of hvm_start_info
                                    + "66baf803 e839000000" // mov dx, 0x3f8; call print
                                    + "b00a ee" // mov al, '\n'; out dx, al
                                    + "66bafd03 ec a801 7406" // poll: mov dx, 0x3fd; in al, dx; test al, 1; jz host
                                    + "66baf803 ec ee" // mov dx, 0x3f8; in al, dx; out dx, al
                                    + "66bafd02 ec a801 74e8" // host: mov dx, 0x2fd; in al, dx; test al, 1; jz poll
                                    + "66baf802 ec 3c0a 75df" // mov dx, 0x2f8; in al, dx; cmp al, '\n'; jne poll
                                    + "be78001000" // mov esi, bye
                                    + "66bae900 e807000000" // mov dx, 0xe9; call print
                                    + "66baf400 ee ebfe" // mov dx, 0xf4; out dx, al; jmp self
                                    + "ac 84c0 7403 ee ebf8 c3") // print: lodsb; test al, al; jz ret; out dx, al; jmp
                            // print
                            .replace(" ", ""));

    /** Offset of the jump that is taken when COM2 has nothing to say. */
    private static final int DEAF = 0x33;

    private static final byte[] TEXT =
            "demi boot\ndemi listening 7\n\0demi exit 42\n\0".getBytes(StandardCharsets.US_ASCII);

    private TinyGuest() {}

    /** Writes the guest as an ELF64 file with a PVH note (Xen's docs/misc/pvh.pandoc). */
    static Path write(Path file) throws IOException {
        return write(file, CODE);
    }

    /** The same guest, which does not hear that it shall stop. */
    static Path writeDeaf(Path file) throws IOException {
        byte[] code = CODE.clone();
        // The jz at poll's end becomes a jmp.
        code[DEAF] = (byte) 0xeb;
        return write(file, code);
    }

    private static Path write(Path file, byte[] code) throws IOException {
        int headers = 64 + 2 * 56;
        int note = 20;
        int size = headers + note + code.length + TEXT.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        elf.putShort((short) 2).putShort((short) 62).putInt(1).putLong(ADDRESS);
        elf.putLong(64)
                .putLong(0)
                .putInt(0)
                .putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 2);
        elf.position(64);
        programHeader(elf, 1, headers + note, code.length + TEXT.length);
        programHeader(elf, 4, headers, note);
        // XEN_ELFNOTE_PHYS32_ENTRY
        elf.putInt(4).putInt(4).putInt(18).putInt(0x006e6558).putInt(ADDRESS);
        elf.put(code).put(TEXT);
        return Files.write(file, elf.array());
    }

    private static void programHeader(ByteBuffer elf, int type, int offset, int size) {
        elf.putInt(type).putInt(5).putLong(offset).putLong(ADDRESS).putLong(ADDRESS);
        elf.putLong(size).putLong(size).putLong(4);
    }
}
