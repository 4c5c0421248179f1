package dev.demitasse.drivers;

import dev.demitasse.machine.PacketBuffer;

/**
 * {@code struct virtio_net_hdr} (5.1.6), the 12 bytes in front of every frame, both ways. Its fields are little-endian,
 * unlike all else in a packet buffer. Linux's tap interfaces have the same header ({@code IFF_VNET_HDR}).
 */
final class VirtioNetHeader {
    /** Bytes of header: with VERSION_1 {@code num_buffers} is always there. */
    static final int LENGTH = 12;

    private static final int FLAGS = 0;
    private static final int SEGMENTATION = 1;
    private static final int HEADER_LENGTH = 2;
    private static final int SEGMENT_SIZE = 4;
    private static final int CHECKSUM_START = 6;
    private static final int CHECKSUM_OFFSET = 8;
    private static final int BUFFERS = 10;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int DATA_VALID = 2;

    /** {@code VIRTIO_NET_HDR_GSO_…}: one segment; segments of TCP over either IP. */
    private static final int WHOLE = 0;

    private static final int TCP_OVER_IPV4 = 1;
    private static final int TCP_OVER_IPV6 = 4;

    private static final int ETHERNET_TYPE = 12;
    private static final int TYPE_IPV6 = 0x86dd;

    /** Where a TCP header says how long it is, in words. */
    private static final int TCP_DATA_OFFSET = 12;

    private VirtioNetHeader() {}

    /** Puts the header in front of a frame to send (5.1.6.2). */
    static void prepend(PacketBuffer frame) {
        boolean checksum = frame.checksumRequested();
        int start = checksum ? frame.checksumStart() : 0;
        int offset = checksum ? frame.checksumOffset() : 0;
        int segment = frame.segmentSize();
        int kind = WHOLE;
        int headers = 0;
        if (segment > 0) {
            kind = frame.getUnsignedShort(ETHERNET_TYPE) == TYPE_IPV6 ? TCP_OVER_IPV6 : TCP_OVER_IPV4;
            headers = start + (frame.getUnsignedByte(start + TCP_DATA_OFFSET) >>> 4) * Integer.BYTES;
        }
        frame.prepend(LENGTH);
        frame.putByte(FLAGS, checksum ? NEEDS_CHECKSUM : 0);
        frame.putByte(SEGMENTATION, kind);
        putLittleEndian(frame, HEADER_LENGTH, headers);
        putLittleEndian(frame, SEGMENT_SIZE, segment);
        putLittleEndian(frame, CHECKSUM_START, start);
        putLittleEndian(frame, CHECKSUM_OFFSET, offset);
        putLittleEndian(frame, BUFFERS, 0);
    }

    /** Over how many receive buffers the frame is spread. */
    static int buffers(PacketBuffer received) {
        return littleEndian(received, BUFFERS);
    }

    /**
     * Takes the header off a received frame (5.1.6.4), noting on the buffer what it says of the checksum and of segments.
     *
     * @return {@code false} when it speaks of bytes outside the frame, or of segments that are not TCP's
     */
    static boolean strip(PacketBuffer received) {
        int flags = received.getUnsignedByte(FLAGS);
        int kind = received.getUnsignedByte(SEGMENTATION);
        int segment = littleEndian(received, SEGMENT_SIZE);
        int start = littleEndian(received, CHECKSUM_START);
        int offset = littleEndian(received, CHECKSUM_OFFSET);
        received.trimFront(LENGTH);
        if (kind != WHOLE) {
            boolean tcp = kind == TCP_OVER_IPV4 || kind == TCP_OVER_IPV6;
            if (!tcp || segment == 0 || (flags & (NEEDS_CHECKSUM | DATA_VALID)) == 0) {
                return false; // the checksum of a joined frame that nobody vouches for would be right of none of its
                // parts
            }
            received.setSegmentSize(segment);
        }
        if ((flags & NEEDS_CHECKSUM) != 0) {
            if (start + offset + Short.BYTES > received.length()) {
                return false;
            }
            // From a neighbour on the same host, which left the checksum to the device and the device to whoever needs
            // it: nothing can have damaged the packet. A forwarder passes the request on, a receiver ignores it.
            received.requestChecksum(start, offset);
        }
        received.setChecksumVerified((flags & (NEEDS_CHECKSUM | DATA_VALID)) != 0);
        return true;
    }

    private static int littleEndian(PacketBuffer frame, int offset) {
        return frame.getUnsignedByte(offset) | frame.getUnsignedByte(offset + 1) << 8;
    }

    private static void putLittleEndian(PacketBuffer frame, int offset, int value) {
        frame.putByte(offset, value);
        frame.putByte(offset + 1, value >> 8);
    }
}
