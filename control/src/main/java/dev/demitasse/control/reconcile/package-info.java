/**
 * Makes what runs match what is wanted, one service at a time. Pure decisions: time, instances and connections are behind
 * {@link dev.demitasse.control.reconcile.Effects}, so that a test plays days in milliseconds. No threads, no locks:
 * everything here is confined to the control plane's loop. Depends on the values of a service only.
 */
@NullMarked
package dev.demitasse.control.reconcile;

import org.jspecify.annotations.NullMarked;
