package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClojureNamespacesTest {
    @TempDir
    Path folder;

    @Test
    void what_belongs_to_a_namespace_is_initialized_when_the_image_is_built_and_nothing_else() {
        Path jar = Jars.jar()
                .text("a/ring__init.class", "")
                .text("a/ring$handler.class", "")
                .text("a/ring.class", "")
                .text("a/ring/Record.class", "")
                .text("a/ring.clj", "")
                .text("a/Other.class", "")
                .write(folder.resolve("a.jar"));

        assertThat(ClojureNamespaces.of(List.of(jar)).builderOptions())
                .containsExactly(
                        "-H:ClassInitialization=a.ring:build_time",
                        "-H:ClassInitialization=a.ring$handler:build_time",
                        "-H:ClassInitialization=a.ring.Record:build_time",
                        "-H:ClassInitialization=a.ring__init:build_time");
    }

    @Test
    void clojure_itself_is_one_package() {
        Path jar = Jars.jar()
                .text("clojure/core__init.class", "")
                .text("clojure/core$map.class", "")
                .text("clojure/lang/RT.class", "")
                .write(folder.resolve("clojure.jar"));

        assertThat(ClojureNamespaces.of(List.of(jar)).builderOptions())
                .containsExactly("-H:ClassInitialization=clojure:build_time");
    }

    @Test
    void without_clojure_there_is_nothing() {
        Path jar = Jars.jar().text("a/Main.class", "").write(folder.resolve("a.jar"));

        assertThat(ClojureNamespaces.of(List.of(jar)).builderOptions()).isEmpty();
    }
}
