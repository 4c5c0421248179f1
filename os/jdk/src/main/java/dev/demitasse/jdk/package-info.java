/**
 * What stands behind the JDK's native methods: descriptors, open files, polling, sockets, the network thread, the tree
 * of files. {@code dev.demitasse.jdk.substitute} connects it to the JDK's classes, {@code dev.demitasse.jdk.zip} holds
 * the compression the JDK leaves to zlib.
 *
 * <p>Drivers, protocols and file systems do not live here. Depends on {@code kernel}, {@code net} and {@code storage}.
 */
@NullMarked
package dev.demitasse.jdk;

import org.jspecify.annotations.NullMarked;
