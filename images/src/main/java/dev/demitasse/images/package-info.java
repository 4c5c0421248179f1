/**
 * Images between machines, and whom to believe about them: names, registries, signing keys, signatures, trust.
 *
 * <p>The store is the toolchain's; here is what goes into it from elsewhere and out of it. What a registry, a file of
 * keys or a signature says is hostile until it is checked here. Depends on the toolchain, the JDK's HTTP client and
 * cryptography, and Jackson.
 */
@NullMarked
package dev.demitasse.images;

import org.jspecify.annotations.NullMarked;
