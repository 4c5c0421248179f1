package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.util.version.GenericVersionScheme;
import org.eclipse.aether.version.InvalidVersionSpecificationException;
import org.eclipse.aether.version.Version;

/**
 * What the builder knows of a library that the library does not say itself: the resource folder {@code
 * metadata/GROUP/ARTIFACT/VERSION}, which holds from that version on, until there is one for a later version. In it are
 * {@code reachability-metadata.json}, {@code native-image.properties}, or both, by GraalVM's conventions; options in
 * the latter replace those in the library's own files of that name. The resource {@code metadata/index.txt} lists the
 * folders. Immutable.
 *
 * @param group Maven's group of the library
 * @param artifact Maven's name of the library
 * @param version the first version that this holds for
 */
record ShippedMetadata(String group, String artifact, String version) {
    private static final String ROOT = "metadata/";
    private static final String OPTIONS = "native-image.properties";
    private static final GenericVersionScheme VERSIONS = new GenericVersionScheme();
    private static final List<String> FILES = List.of(ReachabilityMetadata.FILE_NAME, OPTIONS);

    /** All there are, as the index lists them. */
    static List<ShippedMetadata> all() {
        String index = resource("index.txt").orElseThrow(() -> new IllegalStateException("no " + ROOT + "index.txt"));
        return index.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(":", 3))
                .map(part -> new ShippedMetadata(part[0], part[1], part[2]))
                .toList();
    }

    /** What holds for the libraries in a jar: one, or several that were packed together. */
    static List<ShippedMetadata> of(Path jar) {
        List<ShippedMetadata> all = all();
        var found = new ArrayList<ShippedMetadata>();
        for (MavenIdentity library : MavenIdentity.of(jar)) {
            Version has = comparable(library.version());
            all.stream()
                    .filter(known ->
                            known.isOf(library) && comparable(known.version).compareTo(has) <= 0)
                    .max(Comparator.comparing(known -> comparable(known.version)))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** A version that can be compared as Maven does. */
    private static Version comparable(String version) {
        try {
            return VERSIONS.parseVersion(version);
        } catch (InvalidVersionSpecificationException e) {
            throw new IllegalStateException("Maven's scheme takes any version", e);
        }
    }

    private boolean isOf(MavenIdentity library) {
        return artifact.equals(library.artifact())
                && library.group().map(group::equals).orElse(true);
    }

    /** Whether it has options, which replace the library's own. */
    boolean hasOptions() {
        return file(OPTIONS).isPresent();
    }

    /** Puts its files into a folder, to be read like those of a library on the class path. */
    void write(Path folder) throws IOException {
        Path own = Files.createDirectories(
                folder.resolve(LibraryConfiguration.ROOT).resolve(group).resolve(artifact));
        for (String name : FILES) {
            Optional<String> text = file(name);
            if (text.isPresent()) {
                Files.writeString(own.resolve(name), text.get());
            }
        }
    }

    /** Adds all of it to a hash, since images depend on it. */
    static void addTo(InputHash hash) {
        for (ShippedMetadata known : all()) {
            hash.text("library", known.toString());
            FILES.forEach(name -> hash.text(name, known.file(name).orElse("")));
        }
    }

    /** A file of it, if it has one of that name. */
    Optional<String> file(String name) {
        return resource(group + "/" + artifact + "/" + version + "/" + name);
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = ShippedMetadata.class.getResourceAsStream(ROOT + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + ROOT + name, e);
        }
    }
}
