/**
 * The contract between the library OS and the outside: devices, clock, entropy, registers, device memory.
 *
 * <p>Everything above this package (drivers, network, storage, kernel) sees the world only through these types, so it
 * also runs on an ordinary JVM against simulated ones. Implementations for a platform live in a sub-package of its name.
 * Depends on {@code java.base} only.
 */
@NullMarked
package dev.demitasse.machine;

import org.jspecify.annotations.NullMarked;
