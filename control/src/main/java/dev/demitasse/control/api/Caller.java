package dev.demitasse.control.api;

/**
 * Who asks.
 *
 * @param name whom changes are put down to
 * @param role what he may do
 */
record Caller(String name, Role role) {}
