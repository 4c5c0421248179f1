/**
 * Starts, stops and watches instances of images: one interface, QEMU and Linux processes behind it.
 *
 * <p>What a guest and its host say to each other is here as well: the kernel command line on the way in
 * ({@link dev.demitasse.hypervisor.KernelCommandLine}), the events of the control channel on the way out
 * ({@link dev.demitasse.hypervisor.ControlEvent}). Not here: how images are built, which instances exist, what the
 * user sees. Depends on the JDK only.
 */
@NullMarked
package dev.demitasse.hypervisor;

import org.jspecify.annotations.NullMarked;
