/**
 * A program that runs the same on HotSpot and in an image: many small checks, each of which computes a value with the
 * JDK's API and prints it. What it prints on both is compared by this module's tests.
 *
 * <p>It depends on the JDK alone, like any application, and knows nothing of where it runs.
 */
@NullMarked
package dev.demitasse.fidelity;

import org.jspecify.annotations.NullMarked;
