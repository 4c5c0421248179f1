/**
 * The command {@code demi}: what the user types and sees, and the book-keeping of instances on this machine.
 *
 * <p>Each command is a class with its options and what it prints; what it does is the toolchain's and the hypervisor's.
 * Results go to standard output, everything else to standard error.
 */
@NullMarked
package dev.demitasse.cli;

import org.jspecify.annotations.NullMarked;
