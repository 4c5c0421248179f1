package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** Puts a distribution together from Maven's repositories, for programs that are not started by {@code ./demi}. */
final class MavenDistribution {
    private static final String GROUP = "dev.demitasse:";
    private static final String OURS = "demitasse-";

    private final MavenRepositories repositories = new MavenRepositories();
    private final String version;

    MavenDistribution(String version) {
        this.version = version;
    }

    /** The distribution, in a folder of {@code parent} that is named by what is in it; made if it is not there. */
    Distribution in(Path parent) throws IOException {
        List<Path> guest = jars("demitasse-jdk", "demitasse-drivers").stream()
                .filter(named(OURS))
                .toList();
        List<Path> builder = repositories.resolve("org.graalvm.nativeimage:svm:" + SvmCommand.GRAALVM_VERSION);
        List<Path> patch =
                jars("demitasse-builder").stream().filter(named(OURS)).toList();
        String hash = new InputHash()
                .paths("os", guest)
                .paths("svm", builder)
                .paths("patch", patch)
                .hex();
        Path home = parent.resolve(hash);
        if (!Files.isDirectory(home)) {
            Path part = Files.createDirectories(parent.resolve(UUID.randomUUID().toString()));
            copy(guest, part.resolve("os"));
            copy(builder, part.resolve("svm"));
            copy(patch, part.resolve("svm"));
            Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Distribution(home);
    }

    private List<Path> jars(String... artifacts) {
        return List.of(artifacts).stream()
                .flatMap(artifact -> repositories.resolve(GROUP + artifact + ":" + version).stream())
                .distinct()
                .toList();
    }

    private static Predicate<Path> named(String beginning) {
        return file -> file.getFileName().toString().startsWith(beginning);
    }

    private static void copy(List<Path> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path file : files) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
    }
}
