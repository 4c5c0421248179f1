package dev.demitasse.control.service;

import java.time.Duration;

/**
 * What a service's clients may take of it, counted for each guest port: connections of TCP, requests of HTTP. Immutable.
 *
 * @param connections at a time, those that wait included; what comes on top is refused
 * @param perInstance at a time for one instance, further ones wait; 0 for no limit
 * @param waiting at a time; what comes on top is refused
 * @param patience the longest that one waits for an instance
 * @param perSecond new ones in a second, of which a second's worth may come at once; 0 for no limit
 */
public record Limits(int connections, int perInstance, int waiting, Duration patience, int perSecond) {
    /** Unless said. */
    public static final Limits USUAL = new Limits(10_000, 0, 10_000, Duration.ofSeconds(30), 0);
}
