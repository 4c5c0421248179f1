/**
 * The network stack as its users see it: sockets, name resolution, interfaces, routes, counters.
 *
 * <p>{@link dev.demitasse.net.NetworkStack} is the one object an embedding builds; everything else is reached from it.
 * Protocols live in the sub-packages ({@code wire}, {@code link}, {@code ip}, {@code udp}, {@code tcp}, {@code dhcp},
 * {@code dns}), which use this package's values and contracts and are used by nobody outside this module. No threads,
 * no {@code java.net} and no drivers here. Depends on {@code dev.demitasse.machine}'s interfaces and {@code java.base}.
 */
@NullMarked
package dev.demitasse.net;

import org.jspecify.annotations.NullMarked;
