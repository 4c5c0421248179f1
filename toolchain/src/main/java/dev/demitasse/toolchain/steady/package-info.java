/**
 * The builder's JVM made steady: what a JVM does in another order in every run is patched where it reaches an image, so
 * that equal inputs give equal images. Depends on the JDK alone.
 */
@NullMarked
package dev.demitasse.toolchain.steady;

import org.jspecify.annotations.NullMarked;
