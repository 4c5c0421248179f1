/**
 * The DHCP client for IPv4 (RFC 2131, options of RFC 2132 and RFC 3442), and those of DHCPv6 (RFC 8415): for addresses, and
 * for what else a network tells.
 *
 * <p>Uses UDP like any application of this stack would, but under its lock and from an interface that has no address yet.
 * Depends on {@code udp}, {@code ip}, {@code core}, {@code wire} and the contracts in {@code dev.demitasse.net}.
 */
@NullMarked
package dev.demitasse.net.dhcp;

import org.jspecify.annotations.NullMarked;
