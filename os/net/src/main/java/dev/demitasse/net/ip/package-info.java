/**
 * The internet layer and the links below it: Ethernet, ARP, loopback, routes, IPv4, reassembly, ICMP.
 *
 * <p>Packets that come in are lent to the layer above and released by the link that received them; packets that go out
 * change owner with the call. Transports plug in through {@link dev.demitasse.net.ip.Transport}. Everything here is
 * guarded by the stack's lock. Depends on {@code core}, {@code wire} and the contracts in {@code dev.demitasse.net}.
 */
@NullMarked
package dev.demitasse.net.ip;

import org.jspecify.annotations.NullMarked;
