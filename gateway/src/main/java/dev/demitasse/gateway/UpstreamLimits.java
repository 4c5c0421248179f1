package dev.demitasse.gateway;

import java.time.Duration;

/**
 * What one service may take. A <em>connection</em> is a connection of TCP where the service is published as TCP, and a
 * request where it is published as HTTP.
 *
 * @param connections connections at a time, those that wait included; what comes on top is refused
 * @param connectionsPerBackend connections at a time that one backend takes; further ones wait
 * @param waiting connections that may wait at a time; what comes on top is refused
 * @param patience the longest that a connection waits for a backend, from its acceptance
 * @param perSecond new connections in a second, of which a second's worth may come at once; 0 for no limit
 * @param oneShot whether a backend takes one connection in its life, and is drained when that has ended
 * @param ejection how long a backend that failed is left alone
 */
public record UpstreamLimits(
        int connections,
        int connectionsPerBackend,
        int waiting,
        Duration patience,
        int perSecond,
        boolean oneShot,
        Ejection ejection) {

    /** Checks that all is positive. */
    public UpstreamLimits {
        if (connections < 1 || connectionsPerBackend < 1 || waiting < 0 || perSecond < 0) {
            throw new IllegalArgumentException(
                    "limits must allow a connection: connections %d, connections-per-backend %d, waiting %d, per-second %d"
                            .formatted(connections, connectionsPerBackend, waiting, perSecond));
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("a connection must be allowed to wait, not " + patience);
        }
    }

    /** Returns 10,000 connections at a time, all of which may wait, up to 30 s, and no other limit. */
    public static UpstreamLimits standard() {
        return new UpstreamLimits(
                10_000, Integer.MAX_VALUE, 10_000, Duration.ofSeconds(30), 0, false, Ejection.STANDARD);
    }

    /** Returns these limits with another number of connections at a time. */
    public UpstreamLimits withConnections(int most) {
        return new UpstreamLimits(most, connectionsPerBackend, waiting, patience, perSecond, oneShot, ejection);
    }

    /** Returns these limits with another number of connections at a time for each backend. */
    public UpstreamLimits withConnectionsPerBackend(int most) {
        return new UpstreamLimits(connections, most, waiting, patience, perSecond, oneShot, ejection);
    }

    /** Returns these limits with another number of connections that may wait. */
    public UpstreamLimits withWaiting(int most) {
        return new UpstreamLimits(connections, connectionsPerBackend, most, patience, perSecond, oneShot, ejection);
    }

    /** Returns these limits with another time that a connection waits. */
    public UpstreamLimits withPatience(Duration most) {
        return new UpstreamLimits(connections, connectionsPerBackend, waiting, most, perSecond, oneShot, ejection);
    }

    /** Returns these limits with another number of new connections in a second, 0 for no limit. */
    public UpstreamLimits withPerSecond(int most) {
        return new UpstreamLimits(connections, connectionsPerBackend, waiting, patience, most, oneShot, ejection);
    }

    /** Returns these limits with a backend for each connection. */
    public UpstreamLimits withOneShot() {
        return new UpstreamLimits(connections, 1, waiting, patience, perSecond, true, ejection);
    }

    /** Returns these limits with another time that a failed backend is left alone. */
    public UpstreamLimits withEjection(Ejection other) {
        return new UpstreamLimits(connections, connectionsPerBackend, waiting, patience, perSecond, oneShot, other);
    }
}
