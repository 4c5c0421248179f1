/**
 * The native methods of the JDK's classes in {@code java.io}, {@code java.net}, {@code java.nio}, {@code java.util} and
 * {@code sun.*}, one class for each, as SubstrateVM substitutions. Each is a line or two; what it does is done by
 * {@code dev.demitasse.jdk}.
 *
 * <p>The classes here are never loaded as such: the image builder merges their methods into the JDK's classes.
 */
@NullMarked
package dev.demitasse.jdk.substitute;

import org.jspecify.annotations.NullMarked;
