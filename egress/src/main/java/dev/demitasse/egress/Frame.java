package dev.demitasse.egress;

import java.nio.ByteBuffer;

/**
 * A view of one Ethernet frame with IPv4, TCP, UDP or ICMP in it; every byte of it may be hostile. All that a receiver behind
 * us might read differently than we do (VLAN tags, IP options, fragments, lengths that disagree) makes it {@link Kind#STRANGE},
 * and bytes behind the packet are cut off. Confined to one thread; made once and used for every frame.
 */
final class Frame {
    static final int ETHERNET = 14;
    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;

    private static final int ARP_LENGTH = 28;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    /** What a frame is. */
    enum Kind {
        /** A question or an answer of RFC 826 about IPv4 on Ethernet. */
        ARP,
        /** A TCP segment. */
        TCP,
        /** A UDP datagram. */
        UDP,
        /** A question whether somebody is there (RFC 792). */
        ECHO,
        /** IPv6 and whatever else is no IPv4: this network has none of it, and guests try. */
        OTHER,
        /** What no host that behaves sends here. */
        STRANGE
    }

    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int start;
    private String oddity = "";

    /** Looks at a frame between position and limit, which is set to where the packet ends. */
    Kind read(ByteBuffer frame) {
        bytes = frame;
        start = frame.position();
        oddity = "";
        if (frame.remaining() < ETHERNET) {
            return strange("frames without a header");
        }
        if ((frame.get(start + 6) & 1) != 0) {
            return strange("frames from a group's address");
        }
        return switch (type()) {
            case ARP -> arp();
            case IPV4 -> ipv4();
            case 0x8100, 0x88a8, 0x9100 -> strange("frames with VLAN tags");
            default -> Kind.OTHER;
        };
    }

    private Kind strange(String what) {
        oddity = what;
        return Kind.STRANGE;
    }

    private Kind arp() {
        if (bytes.remaining() < ETHERNET + ARP_LENGTH || bytes.getLong(start + ETHERNET) >>> 16 != 0x0001_0800_0604L) {
            return strange("ARP that is not of Ethernet and IPv4");
        }
        bytes.limit(start + ETHERNET + ARP_LENGTH);
        return Kind.ARP;
    }

    private Kind ipv4() {
        int header = start + ETHERNET;
        int there = bytes.remaining() - ETHERNET;
        if (there < Ipv4.HEADER || bytes.get(header) >>> 4 != 4) {
            return strange("packets without an IPv4 header");
        }
        if ((bytes.get(header) & 15) != Ipv4.HEADER / 4) {
            return strange("packets with IP options");
        }
        int length = bytes.getShort(header + 2) & 0xffff;
        if (length < Ipv4.HEADER || length > there) {
            return strange("packets whose length is not theirs");
        }
        // All but "don't fragment" (RFC 791, section 3.1).
        if ((bytes.getShort(header + 6) & 0xbfff) != 0) {
            return strange("fragments");
        }
        if (Ipv4.checksum(Ipv4.sum(bytes, header, Ipv4.HEADER, 0)) != 0) {
            return strange("packets whose checksum is wrong");
        }
        bytes.limit(header + length);
        int payload = length - Ipv4.HEADER;
        return switch (bytes.get(header + 9) & 0xff) {
            case Ipv4.TCP -> tcp(payload);
            case Ipv4.UDP ->
                payload < UDP_HEADER || (bytes.getShort(transport() + 4) & 0xffff) != payload
                        ? strange("datagrams whose length is not theirs")
                        : Kind.UDP;
            // ICMP, of which type 8 asks for an echo.
            case 1 -> payload >= UDP_HEADER && bytes.getShort(transport()) == 0x0800 ? Kind.ECHO : Kind.OTHER;
            default -> Kind.OTHER;
        };
    }

    private Kind tcp(int payload) {
        if (payload < TCP_HEADER) {
            return strange("segments without a header");
        }
        int words = bytes.get(transport() + 12) >>> 4 & 15;
        if (words * 4 < TCP_HEADER || words * 4 > payload) {
            return strange("segments whose header's length is not theirs");
        }
        return isSyn() && (flags() & (RST | FIN)) != 0 ? strange("segments that open and end at once") : Kind.TCP;
    }

    /** What is strange about a strange frame, in the plural. */
    String oddity() {
        return oddity;
    }

    int type() {
        return bytes.getShort(start + 12) & 0xffff;
    }

    private int transport() {
        return start + ETHERNET + Ipv4.HEADER;
    }

    int source() {
        return bytes.getInt(start + ETHERNET + 12);
    }

    int destination() {
        return bytes.getInt(start + ETHERNET + 16);
    }

    int sourcePort() {
        return bytes.getShort(transport()) & 0xffff;
    }

    int destinationPort() {
        return bytes.getShort(transport() + 2) & 0xffff;
    }

    private int flags() {
        return bytes.get(transport() + 13) & 0xff;
    }

    boolean isSyn() {
        return (flags() & SYN) != 0;
    }

    boolean isAck() {
        return (flags() & ACK) != 0;
    }

    boolean isReset() {
        return (flags() & RST) != 0;
    }

    /** Of ARP: the address of whoever sends it (RFC 826's {@code ar$spa}). */
    int arpSender() {
        return bytes.getInt(start + ETHERNET + 14);
    }

    /** Whether the sender of ARP says of itself what the frame does. */
    boolean arpSenderIsSource() {
        return bytes.getShort(start + 6) == bytes.getShort(start + ETHERNET + 8)
                && bytes.getInt(start + 8) == bytes.getInt(start + ETHERNET + 10);
    }

    /** The bytes of a datagram, as a view. */
    ByteBuffer payload() {
        int from = transport() + UDP_HEADER;
        return bytes.slice(from, bytes.limit() - from);
    }

    /** A segment that says to the sender of this one that nobody is there (RFC 9293, section 3.10.7.1). */
    ByteBuffer refusal() {
        int payload = bytes.limit() - transport() - (bytes.get(transport() + 12) >>> 4 & 15) * 4;
        ByteBuffer out = answer(Ipv4.TCP, TCP_HEADER);
        int at = ETHERNET + Ipv4.HEADER;
        if (isAck()) {
            out.putInt(at + 4, bytes.getInt(transport() + 8));
            out.putShort(at + 12, (short) (0x5000 | RST));
        } else {
            out.putInt(at + 8, bytes.getInt(transport() + 4) + payload + (isSyn() ? 1 : 0));
            out.putShort(at + 12, (short) (0x5000 | RST | ACK));
        }
        out.putShort(at + 16, Ipv4.transportChecksum(out, ETHERNET, Ipv4.TCP, TCP_HEADER));
        return out;
    }

    /** A datagram back to the sender of this one. */
    ByteBuffer reply(byte[] payload) {
        int length = UDP_HEADER + payload.length;
        return finished(answer(Ipv4.UDP, length), payload);
    }

    /** A datagram like one of {@link #reply}'s, with another payload. */
    static ByteBuffer withPayload(ByteBuffer datagram, byte[] payload) {
        int length = UDP_HEADER + payload.length;
        ByteBuffer out = ByteBuffer.allocate(ETHERNET + Ipv4.HEADER + length);
        out.put(0, datagram, 0, ETHERNET + Ipv4.HEADER + 4);
        Ipv4.header(out, ETHERNET, Ipv4.UDP, datagram.getInt(ETHERNET + 12), datagram.getInt(ETHERNET + 16), length);
        return finished(out, payload);
    }

    private static ByteBuffer finished(ByteBuffer out, byte[] payload) {
        int at = ETHERNET + Ipv4.HEADER;
        int length = UDP_HEADER + payload.length;
        out.putShort(at + 4, (short) length);
        out.put(at + UDP_HEADER, payload);
        short checksum = Ipv4.transportChecksum(out, ETHERNET, Ipv4.UDP, length);
        // RFC 768: zero would say that there is none.
        out.putShort(at + 6, checksum == 0 ? (short) -1 : checksum);
        return out;
    }

    private ByteBuffer answer(int protocol, int payload) {
        ByteBuffer out = ByteBuffer.allocate(ETHERNET + Ipv4.HEADER + payload);
        out.put(0, bytes, start + 6, 6).put(6, bytes, start, 6);
        out.putShort(12, (short) IPV4);
        Ipv4.header(out, ETHERNET, protocol, destination(), source(), payload);
        out.putShort(ETHERNET + Ipv4.HEADER, bytes.getShort(transport() + 2));
        out.putShort(ETHERNET + Ipv4.HEADER + 2, bytes.getShort(transport()));
        return out;
    }
}
