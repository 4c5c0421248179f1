package dev.demitasse.toolchain;

import java.util.List;
import java.util.Map;

/** Manifests for tests. */
final class Manifests {
    private Manifests() {}

    /** One with a value in every component. */
    static ImageManifest example() {
        return new ImageManifest(
                ImageManifest.FORMAT,
                "hello",
                "example.Hello",
                "qemu",
                "x86-64",
                64L << 20,
                List.of(8080),
                Map.of("LANG", "C"),
                List.of("one", "two"),
                Map.of("a.b", "c"),
                Map.of("app", 12L),
                Map.of("jdk", "25"));
    }
}
