package dev.demitasse.jdk;

import dev.demitasse.storage.ImageFileSystem;

/**
 * The files compiled into the image, made while it is built. Immutable.
 *
 * @param fileSystem what is seen at {@code /}
 */
public record ImageFiles(ImageFileSystem fileSystem) {
    /** The file system's number in the namespace. */
    public static final int DEVICE = 1;
}
