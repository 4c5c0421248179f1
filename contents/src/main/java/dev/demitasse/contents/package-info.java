/**
 * What is inside an image: its classes by component and size, its devices and ports, and the way that leads to each class.
 *
 * <p>{@link dev.demitasse.contents.Contents} is the record; {@link dev.demitasse.contents.ContentsFile} reads and writes
 * it; {@link dev.demitasse.contents.Why}, {@link dev.demitasse.contents.Difference}, {@link
 * dev.demitasse.contents.Budget} and {@link dev.demitasse.contents.Sbom} answer questions about it. Nothing here knows the
 * compiler, the store or the network, and nothing of ours is depended upon.
 */
@NullMarked
package dev.demitasse.contents;

import org.jspecify.annotations.NullMarked;
