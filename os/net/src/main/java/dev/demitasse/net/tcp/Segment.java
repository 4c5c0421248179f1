package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.wire.TcpHeader;
import dev.demitasse.net.wire.TcpOptions;

/**
 * The segment in hand: what its header says, and which part of its text is still of interest. One object, filled anew
 * for each segment.
 */
final class Segment {
    final TcpOptions options = new TcpOptions();
    int sourcePort;
    int destinationPort;
    int sequence;
    int acknowledgment;
    int flags;

    /** The window field, not scaled. */
    int window;

    /** Whether a router has marked the packet: CE (RFC 3168 section 5). */
    boolean marked;

    /** Where the text begins in the packet. */
    int textOffset;

    /** Bytes of text. */
    int textLength;

    /** Bytes of text in each of the segments that this one was joined from by the device; 0 when it was not. */
    int joinedFrom;

    /** Reads a segment whose header is well-formed, from an IP packet with this traffic class. */
    void parse(PacketBuffer packet, int trafficClass) {
        marked = (trafficClass & Ecn.MARKED) == Ecn.MARKED;
        int header = TcpHeader.headerLength(packet);
        sourcePort = TcpHeader.sourcePort(packet);
        destinationPort = TcpHeader.destinationPort(packet);
        sequence = TcpHeader.sequence(packet);
        acknowledgment = TcpHeader.acknowledgment(packet);
        flags = TcpHeader.flags(packet);
        window = TcpHeader.window(packet);
        textOffset = header;
        textLength = packet.length() - header;
        joinedFrom = packet.segmentSize();
        if (header == TcpHeader.MIN_LENGTH) {
            options.clear();
        } else {
            options.parse(packet, header);
        }
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** SEG.LEN: text, SYN and FIN. */
    int length() {
        return textLength + (flags >>> 1 & 1) + (flags & 1);
    }

    /** How many segments the sender has sent for this one. */
    int count() {
        return joinedFrom == 0 || textLength <= joinedFrom ? 1 : (textLength + joinedFrom - 1) / joinedFrom;
    }

    /** The sequence number after the segment. */
    int end() {
        return sequence + length();
    }

    /** Drops what comes before {@code from}, which lies inside the segment or at its end. */
    void trimFront(int from) {
        int drop = from - sequence;
        if (drop > 0 && has(TcpHeader.SYN)) {
            flags &= ~TcpHeader.SYN;
            drop--;
        }
        textOffset += Math.min(drop, textLength);
        textLength -= Math.min(drop, textLength);
        sequence = from;
    }

    /** Drops what comes at or after {@code to}, which lies inside the segment. */
    void trimEnd(int to) {
        if (Sequence.before(to, end())) {
            flags &= ~TcpHeader.FIN;
            textLength = Math.min(textLength, Math.max(0, to - sequence));
        }
    }
}
