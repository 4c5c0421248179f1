/**
 * The DNS client (RFC 1035, RFC 2308, RFC 5452, RFC 6891) behind {@link dev.demitasse.net.Resolver}.
 *
 * <p>Asks recursive servers over the stack's own UDP and TCP sockets, and caches what they say for as long as they say.
 * Guarded by the stack's lock. Depends on {@code udp}, {@code tcp}, {@code core}, {@code wire} and the contracts in
 * {@code dev.demitasse.net}.
 */
@NullMarked
package dev.demitasse.net.dns;

import org.jspecify.annotations.NullMarked;
