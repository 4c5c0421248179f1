/**
 * Measurements of whole systems: the same two services on HotSpot, in a container, in a Linux guest, and as images of
 * Demitasse, in one run, and the page that reports them.
 *
 * <p>Uses the command {@code demi} and other programs as a user does, and depends on none of our modules.
 */
@NullMarked
package dev.demitasse.bench;

import org.jspecify.annotations.NullMarked;
