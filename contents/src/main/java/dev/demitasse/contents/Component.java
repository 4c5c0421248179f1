package dev.demitasse.contents;

import java.util.Comparator;
import java.util.List;

/**
 * A jar, a module of the JDK or another unit that classes come from. Immutable.
 *
 * @param origin whose it is
 * @param name what it is called: Maven's {@code group:artifact} where known, a module, or a file's name
 * @param version its version; empty when not known
 * @param purl its package URL; empty when it has none
 * @param sha256 of the jar's bytes in hexadecimal; empty for what was no file
 * @param licenses what it says of its licences, SPDX identifiers where they are such; empty when it says nothing
 * @param classes its classes that are in the image, by name; none when nothing of it is reachable
 */
public record Component(
        Origin origin,
        String name,
        String version,
        String purl,
        String sha256,
        List<String> licenses,
        List<ImageClass> classes) {
    /** Copies and sorts. */
    public Component {
        if (name.isEmpty()) {
            throw new ContentsException("a component has no name");
        }
        licenses = List.copyOf(licenses);
        classes =
                classes.stream().sorted(Comparator.comparing(ImageClass::name)).toList();
    }

    /** Bytes of its classes in the image. */
    public long bytes() {
        return classes.stream().mapToLong(ImageClass::bytes).sum();
    }

    /** Whether anything of it is in the image. */
    public boolean reachable() {
        return !classes.isEmpty();
    }

    /** Name and version, as people write them. */
    public String title() {
        return version.isEmpty() ? name : name + " " + version;
    }
}
