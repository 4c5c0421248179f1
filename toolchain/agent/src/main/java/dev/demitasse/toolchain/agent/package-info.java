/**
 * The agent of {@code demi trace}: notes what an application on HotSpot reaches by name, which a closed world must be told.
 *
 * <p>Here live the calls that count, the rewriting of the JDK's classes that makes them known, and the notes. What is made
 * of the notes is {@code dev.demitasse.toolchain}'s business. Runs inside the traced application, in the boot loader;
 * depends on {@code java.base} and {@code java.instrument} only.
 */
@NullMarked
package dev.demitasse.toolchain.agent;

import org.jspecify.annotations.NullMarked;
