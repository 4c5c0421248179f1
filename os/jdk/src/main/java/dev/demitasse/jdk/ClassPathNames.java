package dev.demitasse.jdk;

import java.util.Arrays;
import java.util.List;

/**
 * The names of the classes that the application's class path had when the image was built, most of which are not in the
 * image: so that whoever looks for one of them by its name learns why it is not found. Kept as hash codes, four bytes for
 * each. Immutable.
 */
public final class ClassPathNames {
    private final int[] hashes;

    /** The names of a class path. */
    public ClassPathNames(List<String> names) {
        hashes = names.stream().mapToInt(String::hashCode).sorted().distinct().toArray();
    }

    /** Whether a class of that name was there; true by accident for one of a million others. */
    boolean contains(String name) {
        return Arrays.binarySearch(hashes, name.hashCode()) >= 0;
    }

    /** What an exception says about a class that is not found: its name, as always, and for one that was there, why. */
    public String explain(String name) {
        if (!contains(name)) {
            return name;
        }
        return name
                + ": it is on the class path, but the analysis that made this image saw nobody load it. If it is loaded"
                + " by its name, demi trace finds that; or add {\"type\": \"" + name + "\"} to \"reflection\" in "
                + MissingMetadata.FILE;
    }
}
