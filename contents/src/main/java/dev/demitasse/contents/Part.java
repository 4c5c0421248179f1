package dev.demitasse.contents;

/**
 * Bytes of an image that belong to no class.
 *
 * @param name what they are
 * @param bytes how many
 */
public record Part(String name, long bytes) {
    /** Refuses less than nothing. */
    public Part {
        if (name.isEmpty() || bytes < 0) {
            throw new ContentsException("part \"" + name + "\" has no name or less than no bytes");
        }
    }
}
