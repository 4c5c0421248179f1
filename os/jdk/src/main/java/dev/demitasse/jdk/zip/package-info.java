/**
 * The compression that the JDK leaves to zlib: DEFLATE (RFC 1951) with or without the zlib frame (RFC 1950), CRC-32 and
 * Adler-32. Depends on {@code java.base} only.
 */
@NullMarked
package dev.demitasse.jdk.zip;

import org.jspecify.annotations.NullMarked;
