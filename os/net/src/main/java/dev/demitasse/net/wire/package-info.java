/**
 * Wire formats: where each field stands, how it is read and written. No byte offset appears outside this package.
 *
 * <p>Headers on the packet path are static accessors over a {@code PacketBuffer} with one {@code emit} that writes what
 * the accessors read; control messages (ARP, DHCP, DNS) are records with {@code parse} and {@code emit}. A parser never
 * trusts a length it has not checked. Depends on {@code dev.demitasse.machine.PacketBuffer} and {@code java.base}.
 */
@NullMarked
package dev.demitasse.net.wire;

import org.jspecify.annotations.NullMarked;
