package dev.demitasse.gateway;

import java.time.Instant;
import java.util.List;

/**
 * What an upstream does. Totals count from its making.
 *
 * @param waiting connections (TCP) or requests (HTTP) that wait for a backend
 * @param active those that a backend serves
 * @param backends each backend, in the order in which they became ready
 * @param connections connections of TCP accepted for it in total; where it is published as HTTP, connections that are
 *     passed through after an upgrade
 * @param requests requests of HTTP in total
 * @param errors connections and requests in total that were refused, or that failed for another reason than the client's
 *     leaving
 * @param bytesIn bytes from clients in total: of TCP all, of HTTP the bodies
 * @param bytesOut bytes to clients in total
 * @param latencies how long requests of HTTP took until their answers began
 * @param lastActivity when a connection or request last came or ended, at first when the upstream was made
 */
public record UpstreamStatistics(
        int waiting,
        int active,
        List<BackendStatistics> backends,
        long connections,
        long requests,
        long errors,
        long bytesIn,
        long bytesOut,
        Latencies latencies,
        Instant lastActivity) {}
