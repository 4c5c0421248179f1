/**
 * A Linux process on x86-64 without a libc: the machine contract on raw system calls. It opens what it is given, gives up
 * every privilege, and from then on can make no system call but those of
 * {@link dev.demitasse.machine.linux.SystemCallFilter}.
 *
 * <p>Depends on {@code dev.demitasse.machine}, on the trap frame of {@code dev.demitasse.machine.x86}, and on
 * SubstrateVM's words; the machine code is in {@code linux-x86_64.S}.
 */
@NullMarked
package dev.demitasse.machine.linux;

import org.jspecify.annotations.NullMarked;
