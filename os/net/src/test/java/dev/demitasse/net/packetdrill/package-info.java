/**
 * An interpreter for scripts in packetdrill's language that drives the stack in-process under virtual time: socket calls,
 * segments brought in ({@code <}) and expected ({@code >}). What of the language it knows stands in {@link
 * dev.demitasse.net.packetdrill.ScriptParser}. The scripts lie in the test resources, by RFC.
 */
@NullMarked
package dev.demitasse.net.packetdrill;

import org.jspecify.annotations.NullMarked;
