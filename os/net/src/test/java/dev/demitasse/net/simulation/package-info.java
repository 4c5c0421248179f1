/**
 * Whole networks in one thread under virtual time: a clock, links with faults, hosts with stacks, everything from one
 * seed, so that a failure is replayed exactly.
 */
@NullMarked
package dev.demitasse.net.simulation;

import org.jspecify.annotations.NullMarked;
