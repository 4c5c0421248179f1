package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The smallest images that the linker makes, for tests that only keep them. */
final class SmallImage {
    private SmallImage() {}

    /** Writes one; equal bytes give equal images. */
    static Path write(Path file, int... code) throws IOException {
        var bytes = new byte[16];
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        var object = new ObjectBuilder();
        object.global("_start", object.text(bytes), 0);
        new Linker(List.of(object.build("small")), 4096, Target.PROCESS)
                .link(Manifests.example().toBytes(), file);
        return file;
    }
}
