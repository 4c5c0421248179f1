package dev.demitasse.drivers;

import dev.demitasse.machine.PacketBuffer;

/**
 * A number that all frames of a flow have in common, by which one of several queues is chosen: of TCP's segments the
 * addresses and ports, of all else the addresses alone. So the fragments of a datagram, most of which have no ports, stay
 * in order with datagrams that are whole.
 *
 * <p>It is no secret: who chooses his ports can have all his connections on one queue, which is where they were if there
 * were no others. Stateless.
 */
final class FlowHash {
    private static final int ETHERNET_TYPE = 12;
    private static final int ETHERNET_HEADER = 14;
    private static final int TYPE_IPV4 = 0x0800;
    private static final int TYPE_IPV6 = 0x86dd;
    private static final int TCP = 6;

    /** IPv4's header (RFC 791 section 3.1). */
    private static final int IPV4_HEADER = 20;

    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV4_ADDRESSES = 12;

    /** More fragments, or not the first of them. */
    private static final int FRAGMENT_MASK = 0x3fff;

    /** IPv6's header (RFC 8200 section 3). */
    private static final int IPV6_HEADER = 40;

    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_ADDRESSES = 8;

    private FlowHash() {}

    /**
     * Which of {@code queues} an Ethernet frame goes to, of which the first byte is that of the destination; 0 for what is
     * not of IP.
     */
    static int queue(PacketBuffer frame, int queues) {
        // The upper half of the product, since the upper bits of the hash are the best mixed.
        return (int) (Integer.toUnsignedLong(hash(frame)) * queues >>> Integer.SIZE);
    }

    private static int hash(PacketBuffer frame) {
        int length = frame.length() - ETHERNET_HEADER;
        int type = length > 0 ? frame.getUnsignedShort(ETHERNET_TYPE) : 0;
        int at = ETHERNET_HEADER;
        if (type == TYPE_IPV4 && length >= IPV4_HEADER) {
            long addresses = frame.getLong(at + IPV4_ADDRESSES);
            boolean whole = (frame.getUnsignedShort(at + IPV4_FRAGMENT) & FRAGMENT_MASK) == 0;
            boolean tcp = whole && frame.getUnsignedByte(at + IPV4_PROTOCOL) == TCP;
            int header = (frame.getUnsignedByte(at) & 0xf) * Integer.BYTES;
            return mixed(addresses + ports(frame, tcp, at + header));
        }
        if (type == TYPE_IPV6 && length >= IPV6_HEADER) {
            long source = frame.getLong(at + IPV6_ADDRESSES) * 31 + frame.getLong(at + IPV6_ADDRESSES + 8);
            long destination = frame.getLong(at + IPV6_ADDRESSES + 16) * 31 + frame.getLong(at + IPV6_ADDRESSES + 24);
            boolean tcp = frame.getUnsignedByte(at + IPV6_NEXT_HEADER) == TCP;
            return mixed(source * 31 + destination + ports(frame, tcp, at + IPV6_HEADER));
        }
        return 0;
    }

    private static long ports(PacketBuffer frame, boolean there, int at) {
        return there && at + Integer.BYTES <= frame.length() ? frame.getInt(at) * 0x9e3779b97f4a7c15L : 0;
    }

    /** Spreads all bits over the upper ones (a step of SplitMix64). */
    private static int mixed(long bits) {
        long mixed = (bits ^ bits >>> 32) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
        return (int) (mixed >>> 32);
    }
}
