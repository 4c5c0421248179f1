package dev.demitasse.control.reconcile;

import java.time.Instant;

/**
 * What the connections of a service do.
 *
 * @param waiting connections that wait for an instance
 * @param active connections that instances have
 * @param last when one last came or ended
 */
public record Load(int waiting, int active, Instant last) {}
