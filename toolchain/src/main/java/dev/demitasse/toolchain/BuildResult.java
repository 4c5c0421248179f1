package dev.demitasse.toolchain;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A built image.
 *
 * @param image the image file: the output asked for, else the one in the store
 * @param digest SHA-256 of the image's bytes, 64 hexadecimal digits
 * @param size bytes of the image file
 * @param manifest what the image says about itself, with its size by origin in {@link ImageManifest#sizes}
 * @param elapsed how long it took
 * @param cached whether it was in the store already
 */
public record BuildResult(
        Path image, String digest, long size, ImageManifest manifest, Duration elapsed, boolean cached) {}
