package dev.demitasse.contents;

/**
 * A class in an image. Immutable.
 *
 * @param name its name in Java, such as {@code java.util.Map$Entry}
 * @param code bytes of machine code compiled from its methods; what was inlined counts where it was put
 * @param heap bytes of the image heap that are there because of it: its metadata, and the constants that its static
 *     fields and its code keep
 * @param step the index in {@link Contents#steps} of what reached it; -1 when that is not known
 */
public record ImageClass(String name, long code, long heap, int step) {
    /** Refuses what no class can be. */
    public ImageClass {
        if (name.isEmpty() || code < 0 || heap < 0 || step < -1) {
            throw new ContentsException("class \"" + name + "\" has no name, or less than nothing in the image");
        }
    }

    /** All its bytes. */
    public long bytes() {
        return code + heap;
    }

    /** The package it is in; empty for the unnamed one. */
    public String packageName() {
        return packageOf(name);
    }

    /** The package of a class name; names of hidden classes have a slash, after which dots are none of packages. */
    static String packageOf(String name) {
        int slash = name.indexOf('/');
        int dot = name.lastIndexOf('.', slash < 0 ? name.length() : slash);
        return dot < 0 ? "" : name.substring(0, dot);
    }
}
