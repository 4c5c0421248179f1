package dev.demitasse.egress;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes frames of a guest and of its network. Stateless. */
final class Packets {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;

    private Packets() {}

    static int address(String text) {
        return ((Destination.Prefix) Destination.parse(text + ":1").place()).address();
    }

    /** A TCP segment without options. */
    static ByteBuffer segment(int from, int fromPort, int to, int toPort, int flags) {
        ByteBuffer out = packet(from, to, Ipv4.TCP, 20);
        int at = Frame.ETHERNET + Ipv4.HEADER;
        out.putShort(at, (short) fromPort).putShort(at + 2, (short) toPort);
        out.putInt(at + 4, 1000).putInt(at + 8, 2000);
        out.putShort(at + 12, (short) (0x5000 | flags)).putShort(at + 14, (short) 0xffff);
        out.putShort(at + 16, Ipv4.transportChecksum(out, Frame.ETHERNET, Ipv4.TCP, 20));
        return out;
    }

    /** A datagram. */
    static ByteBuffer datagram(int from, int fromPort, int to, int toPort, byte[] payload) {
        int length = 8 + payload.length;
        ByteBuffer out = packet(from, to, Ipv4.UDP, length);
        int at = Frame.ETHERNET + Ipv4.HEADER;
        out.putShort(at, (short) fromPort).putShort(at + 2, (short) toPort).putShort(at + 4, (short) length);
        out.put(at + 8, payload);
        out.putShort(at + 6, Ipv4.transportChecksum(out, Frame.ETHERNET, Ipv4.UDP, length));
        return out;
    }

    /** An IPv4 packet whose payload is yet to be written. */
    static ByteBuffer packet(int from, int to, int protocol, int payload) {
        ByteBuffer out = ByteBuffer.allocate(Frame.ETHERNET + Ipv4.HEADER + payload);
        out.putLong(0, 0x9a55_9a55_9a55_5254L).putInt(8, 0x0012_3456).putShort(12, (short) Frame.IPV4);
        Ipv4.header(out, Frame.ETHERNET, protocol, from, to, payload);
        return out;
    }

    /** Has the checksum of a header agree with what was changed in it. */
    static ByteBuffer mended(ByteBuffer frame) {
        int at = Frame.ETHERNET;
        frame.putShort(at + 10, (short) 0);
        return frame.putShort(at + 10, Ipv4.checksum(Ipv4.sum(frame, at, Ipv4.HEADER, 0)));
    }

    /** A question or an answer of ARP. */
    static ByteBuffer arp(int operation, int sender, int target) {
        ByteBuffer out = ByteBuffer.allocate(Frame.ETHERNET + 28);
        out.putLong(0, 0xffff_ffff_ffff_5254L).putInt(8, 0x0012_3456).putShort(12, (short) Frame.ARP);
        out.putLong(14, 0x0001_0800_0604_0000L | operation)
                .putShort(22, (short) 0x5254)
                .putInt(24, 0x0012_3456);
        return out.putInt(28, sender).putInt(38, target);
    }

    /** A question to a name server. */
    static byte[] question(int id, String name, int type) {
        ByteBuffer out = ByteBuffer.allocate(12 + name.length() + 2 + 4);
        out.putShort((short) id).putShort((short) 0x0100).putShort((short) 1).position(12);
        for (String label : name.split("\\.")) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.put((byte) 0).putShort((short) type).putShort((short) 1).array();
    }
}
