/**
 * Owns published ports: accepts connections and requests, holds them while an instance boots, balances them over the
 * instances that are ready, lets those of an instance that leaves end.
 *
 * <p>An {@link dev.demitasse.gateway.Upstream} is one service: its instances ({@link dev.demitasse.gateway.Backend}) as
 * whoever runs them reports them, and what waits for them. A {@link dev.demitasse.gateway.Gateway} publishes upstreams,
 * as TCP or as HTTP. Not here: what an instance is, how many there should be, how one boots, whether one is healthy
 * beyond what its connections tell. Depends on the JDK and on
 * Jetty's parser of HTTP.
 */
@NullMarked
package dev.demitasse.gateway;

import org.jspecify.annotations.NullMarked;
