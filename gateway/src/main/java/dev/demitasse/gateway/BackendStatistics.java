package dev.demitasse.gateway;

import java.time.Instant;
import java.util.Optional;

/**
 * What a backend does.
 *
 * @param id the backend
 * @param group the group that it was made ready in
 * @param draining whether it takes no new connections
 * @param ejected whether it is left alone for a while, since it failed
 * @param active connections (TCP) or requests (HTTP) that it serves now
 * @param served connections or requests that it has been given
 * @param failed those that it could not be reached for, or died under
 * @param bytesIn bytes that clients sent it: of TCP all, of HTTP the bodies
 * @param bytesOut bytes that it sent to clients
 * @param firstAnswer when it first answered, if it has
 * @param lastActivity when a connection last came or ended, at first when it was made ready
 */
public record BackendStatistics(
        String id,
        String group,
        boolean draining,
        boolean ejected,
        int active,
        long served,
        long failed,
        long bytesIn,
        long bytesOut,
        Optional<Instant> firstAnswer,
        Instant lastActivity) {}
