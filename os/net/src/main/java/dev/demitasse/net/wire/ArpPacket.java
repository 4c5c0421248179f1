package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import java.util.Optional;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * @param operation {@link #REQUEST} or {@link #REPLY}
 * @param senderHardware the sender's hardware address, as {@link EthernetHeader} has them
 * @param senderAddress the sender's IPv4 address
 * @param targetHardware the target's hardware address, 0 in a request
 * @param targetAddress the target's IPv4 address
 */
public record ArpPacket(int operation, long senderHardware, int senderAddress, long targetHardware, int targetAddress) {
    /** Who has this address? */
    public static final int REQUEST = 1;

    /** I have it. */
    public static final int REPLY = 2;

    /** Bytes of the packet. */
    public static final int LENGTH = 28;

    private static final int ETHERNET = 1;
    private static final int ADDRESS_LENGTHS = 6 << 8 | 4;

    /** Reads the packet behind the Ethernet header; nothing when it is not ARP for IPv4 over Ethernet. */
    public static Optional<ArpPacket> parse(PacketBuffer packet) {
        if (packet.length() < LENGTH
                || packet.getUnsignedShort(0) != ETHERNET
                || packet.getUnsignedShort(2) != EthernetHeader.TYPE_IPV4
                || packet.getUnsignedShort(4) != ADDRESS_LENGTHS) {
            return Optional.empty();
        }
        int operation = packet.getUnsignedShort(6);
        if (operation != REQUEST && operation != REPLY) {
            return Optional.empty();
        }
        return Optional.of(new ArpPacket(
                operation, hardware(packet, 8), packet.getInt(14), hardware(packet, 18), packet.getInt(24)));
    }

    /** Writes the packet as the whole content of an empty buffer. */
    public void emit(PacketBuffer packet) {
        packet.setLength(LENGTH);
        packet.putShort(0, ETHERNET);
        packet.putShort(2, EthernetHeader.TYPE_IPV4);
        packet.putShort(4, ADDRESS_LENGTHS);
        packet.putShort(6, operation);
        putHardware(packet, 8, senderHardware);
        packet.putInt(14, senderAddress);
        putHardware(packet, 18, targetHardware);
        packet.putInt(24, targetAddress);
    }

    private static long hardware(PacketBuffer packet, int offset) {
        return (long) packet.getUnsignedShort(offset) << 32 | (packet.getInt(offset + 2) & 0xffff_ffffL);
    }

    private static void putHardware(PacketBuffer packet, int offset, long address) {
        packet.putShort(offset, (int) (address >>> 32));
        packet.putInt(offset + 2, (int) address);
    }
}
