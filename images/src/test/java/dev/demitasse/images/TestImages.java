package dev.demitasse.images;

import dev.demitasse.toolchain.ImageArtifact;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Images as small as can be read. Stateless. */
final class TestImages {
    static final int FILLING = 300_000;

    private TestImages() {}

    /** Puts one into a store and gives it a name; equal seeds make equal images. */
    static ImageStore.Entry put(ImageStore store, String name, int seed) throws IOException {
        OciDescriptor elf = store.layout().write(ImageArtifact.ELF, elf(seed));
        OciDescriptor config =
                store.layout().write("application/vnd.demitasse.config.v1+json", "{}".getBytes(StandardCharsets.UTF_8));
        OciDescriptor bill =
                store.layout().write("application/vnd.cyclonedx+json", "{\"bom\":1}".getBytes(StandardCharsets.UTF_8));
        OciDescriptor manifest = store.layout().write(OciManifest.of(ImageArtifact.TYPE, config, List.of(elf, bill)));
        store.tag(manifest, name);
        return store.byName(name).orElseThrow();
    }

    /** An ELF file with two sections, the manifest and the names, and random bytes at its end. */
    static byte[] elf(int seed) {
        byte[] manifest = new ImageManifest(
                        ImageManifest.FORMAT,
                        "small",
                        "Small",
                        "process",
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
        int tables = 64 + manifest.length + names.length;
        var filling = new byte[FILLING];
        new Random(seed).nextBytes(filling);
        ByteBuffer out = ByteBuffer.allocate(tables + 3 * 64 + FILLING).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        out.putShort(16, (short) 2).putShort(18, (short) 62).putInt(20, 1);
        out.putLong(40, tables).putShort(52, (short) 64).putShort(58, (short) 64);
        out.putShort(60, (short) 3).putShort(62, (short) 2);
        out.position(64).put(manifest).put(names);
        section(out, tables + 64, 1, 64, manifest.length);
        section(out, tables + 128, 21, 64 + manifest.length, names.length);
        out.putInt(tables + 128 + 4, 3);
        out.position(tables + 3 * 64).put(filling);
        return out.array();
    }

    private static void section(ByteBuffer out, int at, int name, long offset, long size) {
        out.putInt(at, name)
                .putInt(at + 4, 1)
                .putLong(at + 24, offset)
                .putLong(at + 32, size)
                .putLong(at + 48, 1);
    }
}
