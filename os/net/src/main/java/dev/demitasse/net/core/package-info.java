/**
 * What every protocol needs and none owns: the turn (lock and end-of-call work), timers, randomness, the memory budget.
 *
 * <p>Knows no protocol. Depends on {@code dev.demitasse.machine} and {@code java.base}. Used inside this module only.
 */
@NullMarked
package dev.demitasse.net.core;

import org.jspecify.annotations.NullMarked;
