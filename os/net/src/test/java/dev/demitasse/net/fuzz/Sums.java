package dev.demitasse.net.fuzz;

import dev.demitasse.net.simulation.Frames;

/** Writes a frame's checksums, so that what a fuzzer makes up gets past them. */
final class Sums {
    private Sums() {}

    /** The frame with the checksums of its IP header and, where it is whole, of what that carries. */
    static byte[] written(byte[] frame) {
        if (frame.length < 34) {
            return frame;
        }
        int type = Frames.unsignedShort(frame, 12);
        if (type == 0x0800) {
            ipv4(frame);
        } else if (type == 0x86dd && frame.length >= 54) {
            int next = frame[20] & 0xff;
            boolean fits = Frames.unsignedShort(frame, 18) <= frame.length - 54;
            if (fits) {
                transport(frame, 54, next, Frames.unsignedShort(frame, 18));
            }
        }
        return frame;
    }

    private static void ipv4(byte[] frame) {
        int header = (frame[14] & 0xf) * 4;
        if (header < 20 || frame.length < 14 + header) {
            return;
        }
        put(frame, 24, 0);
        put(frame, 24, Frames.checksum(frame, 14, header));
        int length = Frames.unsignedShort(frame, 16) - header;
        boolean fragment = (Frames.unsignedShort(frame, 20) & 0x3fff) != 0;
        if (header == 20 && !fragment && length >= 0 && length <= frame.length - 34) {
            transport(frame, 34, frame[23] & 0xff, length);
        }
    }

    private static void transport(byte[] frame, int at, int protocol, int length) {
        boolean own = protocol == 1 || protocol == 2; // ICMP and IGMP sum themselves alone
        if (own && length >= 4) {
            put(frame, at + 2, 0);
            put(frame, at + 2, Frames.checksum(frame, at, length));
        }
        boolean summed =
                protocol == 6 && length >= 18 || protocol == 17 && length >= 8 || protocol == 58 && length >= 4;
        if (summed) {
            Frames.summed(frame, at, protocol);
        }
    }

    private static void put(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >>> 8);
        frame[at + 1] = (byte) value;
    }
}
