/**
 * UDP (RFC 768, RFC 8085): demultiplexing, sockets, the queue of received datagrams.
 *
 * <p>Guarded by the stack's lock. Depends on {@code ip}, {@code core}, {@code wire} and the contracts in
 * {@code dev.demitasse.net}.
 */
@NullMarked
package dev.demitasse.net.udp;

import org.jspecify.annotations.NullMarked;
