package dev.demitasse.systemtests;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Frames that an attacker sends: from addresses that are not his, half of them of the link, where nobody answers for them,
 * and half of elsewhere. Confined to one thread.
 */
final class FloodFrames {
    /** What a flood is of. */
    enum Kind {
        /** Connections that are never opened (RFC 4987). */
        SYN,
        /** Acknowledgements of connections that are not there. */
        ACK,
        /** Echo requests (RFC 792, RFC 4443). */
        PING,
        /** The first fragments of datagrams that never become whole (RFC 791, RFC 8200 section 4.5). */
        FRAGMENT,
        /** Datagrams to ports where nobody is. */
        UDP
    }

    private static final int ETHERNET = 14;
    private static final int LONG = 1400;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int FRAGMENT_HEADER = 44;

    private final SplittableRandom random;
    private final byte[] to;
    private final byte[] from;
    private final byte[] ipv4;
    private final byte[] ipv6;
    private final int port;

    /** From one hardware address to another, for an instance with these addresses and an open port. */
    FloodFrames(long seed, byte[] from, byte[] to, byte[] ipv4, byte[] ipv6, int port) {
        this.random = new SplittableRandom(seed);
        this.from = from;
        this.to = to;
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        this.port = port;
    }

    /** The next. */
    byte[] next(Kind kind) {
        return random.nextBoolean() ? overIpv4(kind) : overIpv6(kind);
    }

    private byte[] overIpv4(Kind kind) {
        byte[] source = ipv4.clone();
        if (random.nextBoolean()) {
            source[3] = (byte) (16 + random.nextInt(224));
        } else {
            // 198.18.0.0/15, set aside for measurements (RFC 2544).
            source = new byte[] {(byte) 198, 18, (byte) random.nextInt(256), (byte) (1 + random.nextInt(254))};
        }
        byte[] payload = payload(kind, source, ipv4, ICMP);
        ByteBuffer frame = ethernet(20 + payload.length, 0x0800);
        int flags = kind == Kind.FRAGMENT ? 0x2000 : 0;
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
        frame.putShort((short) random.nextInt()).putShort((short) flags);
        frame.put((byte) 64)
                .put((byte) protocol(kind, ICMP))
                .putShort((short) 0)
                .put(source)
                .put(ipv4);
        frame.putShort(ETHERNET + 10, (short) ~sum(frame.array(), ETHERNET, 20, 0));
        return frame.put(payload).array();
    }

    private byte[] overIpv6(Kind kind) {
        byte[] source = ipv6.clone();
        if (random.nextBoolean()) {
            // 2001:2::/48, set aside for measurements (RFC 5180).
            source[0] = 0x20;
            source[1] = 0x01;
            source[2] = 0;
            source[3] = 2;
        }
        for (int i = 8; i < source.length; i++) {
            source[i] = (byte) random.nextInt();
        }
        byte[] payload = payload(kind, source, ipv6, ICMPV6);
        boolean fragment = kind == Kind.FRAGMENT;
        int length = payload.length + (fragment ? 8 : 0);
        ByteBuffer frame = ethernet(40 + length, 0x86dd);
        frame.putInt(0x60000000).putShort((short) length);
        frame.put((byte) (fragment ? FRAGMENT_HEADER : protocol(kind, ICMPV6))).put((byte) 64);
        frame.put(source).put(ipv6);
        if (fragment) {
            // Offset 0, more to come.
            frame.put((byte) UDP).put((byte) 0).putShort((short) 1).putInt(random.nextInt());
        }
        return frame.put(payload).array();
    }

    private ByteBuffer ethernet(int length, int type) {
        return ByteBuffer.allocate(ETHERNET + length).put(to).put(from).putShort((short) type);
    }

    private static int protocol(Kind kind, int icmp) {
        return switch (kind) {
            case SYN, ACK -> TCP;
            case PING -> icmp;
            case FRAGMENT, UDP -> UDP;
        };
    }

    private byte[] payload(Kind kind, byte[] source, byte[] destination, int icmp) {
        return switch (kind) {
            case SYN, ACK -> segment(kind, source, destination);
            case PING -> echo(source, destination, icmp);
            // Fragments of datagrams, whose checksum nobody comes to look at; its length is a multiple of eight.
            case FRAGMENT -> new byte[LONG];
            case UDP -> datagram(source, destination);
        };
    }

    private byte[] segment(Kind kind, byte[] source, byte[] destination) {
        ByteBuffer segment = ByteBuffer.allocate(24);
        segment.putShort(randomPort()).putShort((short) port);
        segment.putInt(random.nextInt()).putInt(kind == Kind.ACK ? random.nextInt() : 0);
        segment.put((byte) 0x60).put((byte) (kind == Kind.SYN ? 0x02 : 0x10));
        // A window, and as the only option a maximum segment size of 1460.
        segment.putShort((short) 0xffff).putInt(0).putInt(0x020405b4);
        return summed(segment, 16, source, destination, TCP);
    }

    private byte[] datagram(byte[] source, byte[] destination) {
        ByteBuffer datagram = ByteBuffer.allocate(64);
        datagram.putShort(randomPort()).putShort(randomPort()).putShort((short) 64);
        return summed(datagram, 6, source, destination, UDP);
    }

    private byte[] echo(byte[] source, byte[] destination, int icmp) {
        ByteBuffer message = ByteBuffer.allocate(LONG);
        message.put((byte) (icmp == ICMP ? 8 : 128))
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(random.nextInt());
        if (icmp == ICMP) {
            return message.putShort(2, (short) ~sum(message.array(), 0, LONG, 0))
                    .array();
        }
        return summed(message, 2, source, destination, ICMPV6);
    }

    private short randomPort() {
        return (short) (1024 + random.nextInt(64_000));
    }

    /** With a checksum at a place, over the pseudo-header, too. */
    private static byte[] summed(ByteBuffer packet, int place, byte[] source, byte[] destination, int protocol) {
        int pseudo = protocol + packet.capacity();
        pseudo = sum(source, 0, source.length, pseudo);
        pseudo = sum(destination, 0, destination.length, pseudo);
        return packet.putShort(place, (short) ~sum(packet.array(), 0, packet.capacity(), pseudo))
                .array();
    }

    /** RFC 1071, over an even number of bytes. */
    private static int sum(byte[] bytes, int from, int length, int start) {
        int sum = start;
        for (int i = from; i < from + length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (sum & 0xffff) + (sum >>> 16);
    }
}
