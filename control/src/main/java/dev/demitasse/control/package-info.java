/**
 * The control plane: makes the services on this machine what a git repository says they should be.
 *
 * <p>{@link dev.demitasse.control.ControlPlane} ties the parts together on one thread, its loop, which owns all that
 * changes; the parts are in the packages below this one, which do not know each other but for the values in
 * {@code service}. Not here: how connections are passed on (the gateway), how an image runs (the hypervisor).
 */
@NullMarked
package dev.demitasse.control;

import org.jspecify.annotations.NullMarked;
