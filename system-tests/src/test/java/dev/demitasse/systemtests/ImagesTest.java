package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds ahead, two at a time, the images that the other tests build: one build keeps one processor busy. The tests find
 * theirs built, since the hash of the inputs is the same; one that is not here is built by its test as ever.
 */
@Tag("images")
final class ImagesTest {
    private static final int AT_A_TIME = 2;

    @TempDir
    private Path folder;

    @Test
    void the_images_of_the_tests_are_built() throws Exception {
        String hello = Demi.example("hello");
        String helloHttp = Demi.example("hello-http");
        // The long ones first, so that none is built alone at the end.
        List<Callable<Void>> builds = List.of(
                fidelity("Fidelity", "process"),
                fidelity("MachineFidelity", "qemu"),
                building("--quick", Demi.example("http-client")),
                building(() -> ProbeImage.machine(folder)),
                building(() -> ProbeImage.process(folder)),
                building(helloHttp),
                building("--target", "process", helloHttp),
                building("--quick", Demi.example("static-files")),
                building("--quick", Demi.example("echo")),
                building("--debug", hello),
                building(hello));
        try (var executor = Executors.newFixedThreadPool(AT_A_TIME)) {
            var running = new ArrayList<Future<Void>>();
            builds.forEach(build -> running.add(executor.submit(build)));
            for (Future<Void> build : running) {
                build.get();
            }
        }
    }

    /** The checks, whose classes are there when all modules are compiled, as their own tests build them. */
    private static Callable<Void> fidelity(String main, String target) {
        String classes = Demi.ROOT.resolve("fidelity/target/classes").toString();
        return building("--quick", "--main", "dev.demitasse.fidelity." + main, "--target", target, classes);
    }

    private static Callable<Void> building(String... arguments) {
        var command = new ArrayList<>(List.of("build"));
        command.addAll(List.of(arguments));
        return building(() -> Demi.shared().succeed(command.toArray(String[]::new)));
    }

    private static Callable<Void> building(Callable<?> build) {
        return () -> {
            build.call();
            return null;
        };
    }
}
