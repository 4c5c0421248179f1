/**
 * File systems: what a file, a directory and a path are, in memory and compiled into the image.
 *
 * <p>Here live the node types, the file systems and the {@link dev.demitasse.storage.Namespace} that joins them under
 * {@code /}. Open files, descriptors and positions do not: they belong to the JDK boundary. Depends on the machine
 * contract only, so all of it runs on an ordinary JVM.
 */
@NullMarked
package dev.demitasse.storage;

import org.jspecify.annotations.NullMarked;
