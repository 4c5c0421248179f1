package dev.demitasse.toolchain;

import dev.demitasse.contents.ContentsFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.function.Predicate;

/**
 * The files of an installed Demitasse: {@code lib/} for the host's class path, {@code svm/} for SVM's builder, {@code
 * os/} for the guest, {@code agent/} for what traces applications. Immutable.
 *
 * @param home the folder that holds them
 */
public record Distribution(Path home) {
    /** Makes the folder's path absolute. */
    public Distribution {
        home = home.toAbsolutePath();
    }

    /** The system property that names the folder. */
    public static final String HOME_PROPERTY = "demitasse.home";

    /**
     * The distribution this JVM was started from.
     *
     * @throws BuildException when {@value #HOME_PROPERTY} is not set or names no distribution
     */
    public static Distribution installed() {
        String home = System.getProperty(HOME_PROPERTY);
        if (home == null) {
            throw new BuildException("the system property " + HOME_PROPERTY + " is not set; start through ./demi");
        }
        var distribution = new Distribution(Path.of(home));
        if (!Files.isDirectory(distribution.home.resolve("svm"))) {
            throw new BuildException(home + " holds no Demitasse distribution: it has no folder svm");
        }
        return distribution;
    }

    /**
     * The distribution of a version, from Maven's repositories.
     *
     * @param parent a folder for such distributions; made when needed
     * @throws BuildException when a part of it is not to be had
     */
    public static Distribution ofMaven(String version, Path parent) {
        try {
            return new MavenDistribution(version).in(parent);
        } catch (IOException e) {
            throw new BuildException("cannot put a distribution into " + parent + ": " + e.getMessage(), e);
        }
    }

    /** The compiler, which replaces the JDK's own module of that name. */
    Path compilerJar() {
        return only("svm", name -> name.startsWith("compiler"));
    }

    /** Our own code inside the builder, which patches its module. */
    Path patchJar() {
        return only("svm", name -> name.startsWith("demitasse-builder"));
    }

    /** The builder's modules, but for the compiler, sorted. */
    List<Path> builderJars() {
        return jars("svm", name -> !name.startsWith("compiler") && !name.startsWith("demitasse-"));
    }

    /**
     * The agent of {@code demi trace}, which runs in traced applications.
     *
     * @throws BuildException when this distribution is one to build with only
     */
    Path agentJar() {
        return only("agent", _ -> true);
    }

    /** The library OS, sorted. */
    List<Path> osJars() {
        return jars("os", _ -> true);
    }

    /**
     * Adds what builds images to a hash: the library OS, our builder code and this module's own classes and metadata by their bytes,
     * SVM and the JDK by their versions.
     */
    void addTo(InputHash hash) throws IOException {
        hash.paths("os", osJars()).path("patch", patchJar());
        hash.texts(
                "svm",
                builderJars().stream().map(jar -> jar.getFileName().toString()).toList());
        hash.text("compiler", compilerJar().getFileName().toString());
        hash.text("jdk", System.getProperty("java.vm.version") + " " + System.getProperty("java.vm.vendor"));
        ShippedMetadata.addTo(hash);
        hash.text("contents", ContentsFile.FORMAT);
        CodeSource own = Distribution.class.getProtectionDomain().getCodeSource();
        if (own != null) {
            hash.classes("toolchain", Path.of(URI.create(own.getLocation().toString())));
        }
    }

    private Path only(String folder, Predicate<String> name) {
        List<Path> found = jars(folder, name);
        if (found.size() != 1) {
            throw new BuildException(home.resolve(folder) + " is damaged: remove " + home + " and start ./demi again");
        }
        return found.getFirst();
    }

    private List<Path> jars(String folder, Predicate<String> name) {
        try (var files = Files.list(home.resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .filter(file -> name.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BuildException("cannot read " + home.resolve(folder) + ": " + e.getMessage(), e);
        }
    }
}
