/**
 * The kernel: physical frames and address space, threads and their scheduler, locks, timers, panic, and the binding of
 * GraalVM's SubstrateVM runtime to a {@link dev.demitasse.machine.Machine}.
 *
 * <p>Knows nothing of files, sockets or devices beyond what drivers hand over. Depends on {@code dev.demitasse.machine}
 * and SubstrateVM only.
 */
@NullMarked
package dev.demitasse.kernel;

import org.jspecify.annotations.NullMarked;
