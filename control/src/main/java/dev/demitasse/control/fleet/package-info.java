/**
 * The instances of this machine and their images on disk: starts, finds again, stops, checks. Tells what it sees to
 * whoever it was given; decides nothing. Depends on the hypervisor and the toolchain.
 */
@NullMarked
package dev.demitasse.control.fleet;

import org.jspecify.annotations.NullMarked;
