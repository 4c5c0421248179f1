package dev.demitasse.junit;

import java.nio.file.Path;

/** Finds or makes the image that an annotation asks for. */
@FunctionalInterface
interface Images {
    /**
     * An image.
     *
     * @param file where it is
     * @param target what it is for, in the toolchain's words
     * @param memory the memory it gets in bytes, unless the annotation says otherwise
     */
    record Image(Path file, String target, long memory) {}

    /** The image. */
    Image of(Unikernel wanted) throws InterruptedException;
}
