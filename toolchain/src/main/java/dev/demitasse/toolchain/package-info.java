/**
 * The image builder: from an application to one bootable file.
 *
 * <p>Here live the build request and its inputs, the drive of GraalVM's SubstrateVM compiler in a child JVM, the static
 * linker, the image format with its manifest, and the store of built images. What runs <em>inside</em> an image is in
 * {@code os/}; starting an image is {@code hypervisor/}'s business. Depends on the JDK, Jackson and Maven's resolver;
 * of {@code os/} it knows only the names of what it links.
 */
@NullMarked
package dev.demitasse.toolchain;

import org.jspecify.annotations.NullMarked;
