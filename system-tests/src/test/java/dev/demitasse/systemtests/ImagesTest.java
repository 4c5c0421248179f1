package dev.demitasse.systemtests;

import dev.demitasse.harness.Demi;
import java.nio.file.Files;
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
        String probe = ProbeJar.write(folder("probe"), "probe.Probe").toString();
        String hostile = ProbeJar.writeHostile(folder("hostile")).toString();
        String calling = ProbeJar.writeCalling(folder("calling")).toString();
        String hello = Demi.example("hello");
        String helloHttp = Demi.example("hello-http");
        List<Callable<Void>> builds = List.of(
                building(
                        () -> FrameworkImage.build("qemu", folder("frameworks"), FrameworksTest.FRAMEWORKS, "--quick")),
                building(probe),
                building(helloHttp),
                building("--target", "process", helloHttp),
                building(() ->
                        FrameworkImage.build("process", folder("interpreted"), LanguagesTest.INTERPRETED, "--quick")),
                building(() -> FrameworkImage.build("process", folder("compiled"), LanguagesTest.COMPILED, "--quick")),
                building("--debug", "--target", "process", hostile),
                building(hello),
                building("--debug", hello),
                building("--target", "process", hello),
                building("--target", "process", calling),
                building("--target", "qemu", calling),
                building(() -> TrafficImage.build("process", folder)),
                building(() -> TrafficImage.build("qemu", folder)),
                building(Demi.example("echo")),
                building(Demi.example("static-files")),
                building(Demi.example("http-client")));
        try (var executor = Executors.newFixedThreadPool(AT_A_TIME)) {
            var running = new ArrayList<Future<Void>>();
            builds.forEach(build -> running.add(executor.submit(build)));
            for (Future<Void> build : running) {
                build.get();
            }
        }
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectory(folder.resolve(name));
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
