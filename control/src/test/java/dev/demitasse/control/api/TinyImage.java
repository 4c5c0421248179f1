package dev.demitasse.control.api;

import dev.demitasse.toolchain.ImageManifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The smallest file that passes for an image: an ELF header, a manifest, and the sections that lead to it. */
final class TinyImage {
    private static final int HEADER = 64;
    private static final int SECTION = 64;

    private TinyImage() {}

    static byte[] bytes(String name) {
        byte[] manifest = new ImageManifest(
                        ImageManifest.FORMAT,
                        name,
                        "a.Main",
                        "qemu",
                        "x86-64",
                        0,
                        List.of(),
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        Map.of())
                .toBytes();
        byte[] names = "\0.demitasse.manifest\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
        int table = HEADER + manifest.length + names.length;
        ByteBuffer file = ByteBuffer.allocate(table + 3 * SECTION).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        file.putShort(16, (short) 2).putShort(18, (short) 62).putInt(20, 1).putLong(40, table);
        file.putShort(52, (short) HEADER)
                .putShort(58, (short) SECTION)
                .putShort(60, (short) 3)
                .putShort(62, (short) 2);
        file.put(HEADER, manifest).put(HEADER + manifest.length, names);
        putSection(file, table + SECTION, 1, 1, HEADER, manifest.length);
        putSection(file, table + 2 * SECTION, 21, 3, HEADER + manifest.length, names.length);
        return file.array();
    }

    private static void putSection(ByteBuffer file, int at, int name, int type, int offset, int size) {
        file.putInt(at, name)
                .putInt(at + 4, type)
                .putLong(at + 24, offset)
                .putLong(at + 32, size)
                .putLong(at + 48, 1);
    }
}
