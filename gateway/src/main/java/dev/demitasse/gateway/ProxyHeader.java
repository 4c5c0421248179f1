package dev.demitasse.gateway;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header by which a backend learns who its client is: "The PROXY protocol, versions 1 &amp; 2"
 * (haproxy.org, doc/proxy-protocol.txt), sections 2.1 and 2.2.
 */
record ProxyHeader(InetSocketAddress source, InetSocketAddress destination) {
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    /** Version 2, command PROXY. */
    private static final byte VERSION_AND_COMMAND = 0x21;

    /** Stream over IPv4. */
    private static final byte TCP4 = 0x11;

    /** Stream over IPv6. */
    private static final byte TCP6 = 0x21;

    /** Returns the bytes to send before any other; none for {@link ProxyProtocol#NONE}. */
    ByteBuffer bytes(ProxyProtocol version) {
        return switch (version) {
            case NONE -> ByteBuffer.allocate(0);
            case V1 -> text();
            case V2 -> binary();
        };
    }

    private boolean ipv4() {
        return source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
    }

    private ByteBuffer text() {
        var line = "PROXY %s %s %s %d %d\r\n"
                .formatted(
                        ipv4() ? "TCP4" : "TCP6",
                        address(source),
                        address(destination),
                        source.getPort(),
                        destination.getPort());
        return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }

    private ByteBuffer binary() {
        int length = ipv4() ? 12 : 36;
        var out = ByteBuffer.allocate(16 + length);
        out.put(SIGNATURE).put(VERSION_AND_COMMAND).put(ipv4() ? TCP4 : TCP6).putShort((short) length);
        out.put(raw(source)).put(raw(destination));
        out.putShort((short) source.getPort()).putShort((short) destination.getPort());
        return out.flip();
    }

    private String address(InetSocketAddress of) {
        if (!ipv4() && of.getAddress() instanceof Inet4Address four) {
            return "::ffff:" + four.getHostAddress();
        }
        var text = of.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private byte[] raw(InetSocketAddress of) {
        var bytes = of.getAddress().getAddress();
        if (ipv4() || bytes.length == 16) {
            return bytes;
        }
        return ByteBuffer.allocate(16)
                .position(10)
                .putShort((short) 0xffff)
                .put(bytes)
                .array();
    }
}
