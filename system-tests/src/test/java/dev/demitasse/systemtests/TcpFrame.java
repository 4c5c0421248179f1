package dev.demitasse.systemtests;

/** What a test looks for in a frame of TCP, over IPv4 or over IPv6 without extension headers. Stateless. */
final class TcpFrame {
    /** RFC 9293 section 3.1. */
    static final int FIN = 1;

    static final int SYN = 2;

    private static final int ETHERNET = 14;
    private static final int IPV6 = 40;
    private static final int TCP = 6;
    private static final int FLAGS = 13;

    private TcpFrame() {}

    /** Whether it is a segment from or to a port, with a flag. */
    static boolean has(byte[] frame, int flag, int port) {
        int segment = segment(frame);
        return segment > 0
                && (frame[segment + FLAGS] & flag) != 0
                && (word(frame, segment) == port || word(frame, segment + 2) == port);
    }

    /** Where the segment begins; 0 when there is none. */
    private static int segment(byte[] frame) {
        int type = word(frame, ETHERNET - 2);
        int at = 0;
        if (type == 0x0800 && frame[ETHERNET + 9] == TCP) {
            at = ETHERNET + 4 * (frame[ETHERNET] & 0xf);
        } else if (type == 0x86dd && frame[ETHERNET + 6] == TCP) {
            at = ETHERNET + IPV6;
        }
        return at + FLAGS < frame.length ? at : 0;
    }

    private static int word(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }
}
