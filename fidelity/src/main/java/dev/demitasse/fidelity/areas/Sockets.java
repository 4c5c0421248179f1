package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code java.net}: sockets over the loopback interface, addresses, interfaces. */
public final class Sockets {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private Sockets() {}

    /** A connection: both ends. */
    private record Connection(Socket client, Socket server) implements AutoCloseable {
        static Connection open() throws IOException {
            try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
                var client = new Socket(LOOPBACK, listener.getLocalPort());
                return new Connection(client, listener.accept());
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        streams(checks);
        options(checks);
        closing(checks);
        datagrams(checks);
        addresses(checks);
        interfaces(checks);
        uris(checks);
    }

    private static void streams(Checks checks) {
        checks.check("echo", () -> {
            try (var c = Connection.open()) {
                c.client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                byte[] there = c.server.getInputStream().readNBytes(5);
                c.server.getOutputStream().write(there);
                return new String(c.client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            }
        });
        checks.check("megabytes", () -> {
            try (var c = Connection.open()) {
                byte[] block = new byte[3 << 20];
                new java.util.Random(1).nextBytes(block);
                Thread sender = Thread.ofPlatform().start(() -> {
                    try {
                        c.client.getOutputStream().write(block);
                        c.client.shutdownOutput();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                byte[] received = c.server.getInputStream().readAllBytes();
                sender.join();
                return java.util.Arrays.equals(block, received);
            }
        });
        checks.check("facts", () -> {
            try (var c = Connection.open()) {
                return List.of(
                        c.client.isConnected(),
                        c.client.isBound(),
                        c.client.getInetAddress().isLoopbackAddress(),
                        c.client.getPort() == c.server.getLocalPort(),
                        c.server.getPort() == c.client.getLocalPort(),
                        c.client.isClosed());
            }
        });
        checks.check("refused", () -> {
            int port;
            try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
                port = listener.getLocalPort();
            }
            return new Socket(LOOPBACK, port);
        });
        checks.check("read-timeout", () -> {
            try (var c = Connection.open()) {
                c.client.setSoTimeout(30);
                return c.client.getInputStream().read();
            }
        });
        checks.check("accept-timeout", () -> {
            try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
                listener.setSoTimeout(30);
                return listener.accept();
            }
        });
        checks.check("half-close", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownOutput();
                int end = c.server.getInputStream().read();
                c.server.getOutputStream().write(7);
                return List.of(
                        end, c.client.getInputStream().read(), c.client.isOutputShutdown(), c.server.isInputShutdown());
            }
        });
        checks.check("write-after-shutdown", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownOutput();
                c.client.getOutputStream().write(1);
                return "written";
            }
        });
        checks.check("read-after-shutdown", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownInput();
                return c.client.getInputStream().read();
            }
        });
        checks.check("available", () -> {
            try (var c = Connection.open()) {
                c.server.getOutputStream().write(new byte[10]);
                c.client.getInputStream().read();
                return c.client.getInputStream().available();
            }
        });
        checks.check("unknown-host", () -> new Socket("no-such-host.invalid", 80));
        checks.check("port-wrong", () -> new Socket(LOOPBACK, 70_000));
        checks.check("address-in-use", () -> {
            try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
                return new ServerSocket(listener.getLocalPort(), 1, LOOPBACK);
            }
        });
        checks.check("bind-twice", () -> {
            try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
                socket.bind(null);
                return "bound";
            }
        });
        checks.check("bind-foreign", () -> new ServerSocket(0, 1, InetAddress.getByName("192.0.2.1")));
        checks.check("unresolved", () -> {
            new Socket().connect(InetSocketAddress.createUnresolved("somewhere.invalid", 80));
            return "connected";
        });
        checks.check("unconnected", () -> new Socket().getInputStream());
        checks.check("backlog", () -> {
            try (var listener = new ServerSocket(0, 10, LOOPBACK)) {
                var clients = new ArrayList<Socket>();
                for (int i = 0; i < 10; i++) {
                    clients.add(new Socket(LOOPBACK, listener.getLocalPort()));
                }
                int accepted = 0;
                for (int i = 0; i < 10; i++) {
                    listener.accept().close();
                    accepted++;
                }
                for (Socket client : clients) {
                    client.close();
                }
                return accepted;
            }
        });
        checks.check("to-string", () -> {
            try (var listener = new ServerSocket(0, 1, LOOPBACK)) {
                return listener.toString().replaceAll("\\d{2,}", "N") + new Socket();
            }
        });
        checks.check("urgent", () -> {
            try (var c = Connection.open()) {
                c.server.setOOBInline(true);
                c.client.sendUrgentData(33);
                return c.server.getInputStream().read();
            }
        });
    }

    private static void options(Checks checks) {
        checks.check("options-set", () -> {
            try (var socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.setSoLinger(true, 5);
                socket.setReuseAddress(true);
                socket.setTrafficClass(0x10);
                return List.of(
                        socket.getTcpNoDelay(),
                        socket.getKeepAlive(),
                        socket.getSoLinger(),
                        socket.getReuseAddress(),
                        socket.getTrafficClass(),
                        socket.getOOBInline());
            }
        });
        checks.check("options-default", () -> {
            try (var socket = new Socket();
                    var listener = new ServerSocket()) {
                return List.of(
                        socket.getTcpNoDelay(),
                        socket.getKeepAlive(),
                        socket.getSoLinger(),
                        socket.getSoTimeout(),
                        listener.getReuseAddress());
            }
        });
        checks.check(
                "options-supported",
                () -> new Socket()
                        .supportedOptions().stream()
                                .map(Object::toString)
                                .filter(o -> !o.contains("NAPI"))
                                .sorted()
                                .toList());
        checks.check(
                "options-server",
                () -> new ServerSocket()
                        .supportedOptions().stream()
                                .map(Object::toString)
                                .filter(o -> !o.contains("NAPI"))
                                .sorted()
                                .toList());
        checks.check("option-by-name", () -> {
            try (var socket = new Socket()) {
                socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                return socket.getOption(StandardSocketOptions.SO_KEEPALIVE);
            }
        });
        checks.check("option-unsupported", () -> new Socket().setOption(StandardSocketOptions.IP_MULTICAST_TTL, 3));
        checks.check("buffer-sizes", () -> {
            try (var socket = new Socket()) {
                socket.setSendBufferSize(8192);
                socket.setReceiveBufferSize(8192);
                return List.of(socket.getSendBufferSize() >= 8192, socket.getReceiveBufferSize() >= 8192);
            }
        });
        checks.check("buffer-size-wrong", () -> {
            new Socket().setSendBufferSize(0);
            return "set";
        });
        checks.check("option-closed", () -> {
            var socket = new Socket();
            socket.close();
            return socket.getKeepAlive();
        });
        checks.check("keep-alive-times", () -> {
            try (var socket = new Socket()) {
                socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE, 33);
                socket.setOption(jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
                return List.of(
                        socket.getOption(jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE),
                        socket.getOption(jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT));
            }
        });
    }

    private static String ended(Checks.Value value) throws Exception {
        try {
            return "" + value.get();
        } catch (IOException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static void closing(Checks checks) {
        checks.check("close-during-read", () -> {
            try (var c = Connection.open()) {
                Thread closer = Checks.soon(c.client::close);
                String end = ended(() -> c.client.getInputStream().read());
                closer.join();
                return end;
            }
        });
        checks.check("close-during-accept", () -> {
            var listener = new ServerSocket(0, 1, LOOPBACK);
            Thread closer = Checks.soon(listener::close);
            String end = ended(listener::accept);
            closer.join();
            return end;
        });
        checks.check("peer-closes", () -> {
            try (var c = Connection.open()) {
                c.server.close();
                return c.client.getInputStream().read();
            }
        });
        checks.check("peer-resets", () -> {
            try (var c = Connection.open()) {
                c.server.setSoLinger(true, 0);
                c.server.close();
                return ended(() -> c.client.getInputStream().read());
            }
        });
        checks.check("write-to-reset", () -> {
            try (var c = Connection.open()) {
                c.server.setSoLinger(true, 0);
                c.server.close();
                return ended(() -> {
                    for (int i = 0; i < 100; i++) {
                        c.client.getOutputStream().write(new byte[1000]);
                        Thread.sleep(1);
                    }
                    return "written";
                });
            }
        });
        checks.check("read-closed", () -> {
            var c = Connection.open();
            c.close();
            return ended(() -> c.client.getInputStream().read());
        });
        checks.check("reader-is-not-interrupted", () -> {
            try (var c = Connection.open()) {
                Thread me = Thread.currentThread();
                Thread other = Checks.soon(() -> {
                    me.interrupt();
                    Thread.sleep(20);
                    c.server.getOutputStream().write(3);
                });
                int read = c.client.getInputStream().read();
                boolean interrupted = Thread.interrupted();
                other.join();
                return List.of(read, interrupted);
            }
        });
        checks.check("listener-reopened", () -> {
            int port;
            try (var c = new ServerSocket(0, 1, LOOPBACK)) {
                port = c.getLocalPort();
                new Socket(LOOPBACK, port).close();
                c.accept().close();
            }
            try (var again = new ServerSocket(port, 1, LOOPBACK)) {
                return again.getLocalPort() == port;
            }
        });
    }

    private static void datagrams(Checks checks) {
        checks.check("datagram", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK);
                    var b = new DatagramSocket(0, LOOPBACK)) {
                byte[] bytes = "datagram".getBytes(StandardCharsets.US_ASCII);
                a.send(new DatagramPacket(bytes, bytes.length, b.getLocalSocketAddress()));
                var packet = new DatagramPacket(new byte[5], 5);
                b.receive(packet);
                return List.of(
                        packet.getLength(),
                        new String(packet.getData(), StandardCharsets.US_ASCII),
                        packet.getPort() == a.getLocalPort());
            }
        });
        checks.check("datagram-timeout", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK)) {
                a.setSoTimeout(20);
                a.receive(new DatagramPacket(new byte[5], 5));
                return "received";
            }
        });
        checks.check("datagram-connected", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK);
                    var b = new DatagramSocket(0, LOOPBACK)) {
                a.connect(b.getLocalSocketAddress());
                a.send(new DatagramPacket(new byte[3], 3));
                var packet = new DatagramPacket(new byte[5], 5);
                b.receive(packet);
                boolean connected = a.isConnected();
                a.disconnect();
                return List.of(packet.getLength(), connected, a.isConnected(), a.getRemoteSocketAddress() == null);
            }
        });
        checks.check("datagram-wrong-peer", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK)) {
                a.connect(LOOPBACK, 9);
                a.send(new DatagramPacket(new byte[1], 1, LOOPBACK, 10));
                return "sent";
            }
        });
        checks.check("datagram-too-large", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK)) {
                a.send(new DatagramPacket(new byte[70_000], 70_000, LOOPBACK, 9));
                return "sent";
            }
        });
        checks.check("datagram-large", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK);
                    var b = new DatagramSocket(0, LOOPBACK)) {
                a.send(new DatagramPacket(new byte[30_000], 30_000, b.getLocalSocketAddress()));
                b.setSoTimeout(5000);
                var packet = new DatagramPacket(new byte[65_535], 65_535);
                b.receive(packet);
                return packet.getLength();
            }
        });
        checks.check("datagram-closed", () -> {
            var a = new DatagramSocket(0, LOOPBACK);
            Thread closer = Checks.soon(a::close);
            String end = ended(() -> {
                a.receive(new DatagramPacket(new byte[1], 1));
                return "received";
            });
            closer.join();
            return end;
        });
        checks.check("datagram-refused", () -> {
            int port;
            try (var closed = new DatagramSocket(0, LOOPBACK)) {
                port = closed.getLocalPort();
            }
            try (var a = new DatagramSocket(0, LOOPBACK)) {
                a.connect(LOOPBACK, port);
                a.setSoTimeout(2000);
                a.send(new DatagramPacket(new byte[1], 1));
                return ended(() -> {
                    a.receive(new DatagramPacket(new byte[1], 1));
                    return "received";
                });
            }
        });
        checks.check("datagram-options", () -> {
            try (var a = new DatagramSocket(0, LOOPBACK)) {
                a.setBroadcast(false);
                a.setTrafficClass(8);
                a.setReuseAddress(true);
                return List.of(
                        a.getBroadcast(),
                        a.getTrafficClass(),
                        a.getReuseAddress(),
                        a.supportedOptions().size() > 8);
            }
        });
        checks.check("multicast-loopback", () -> {
            NetworkInterface lo = NetworkInterface.getByInetAddress(LOOPBACK);
            var group = new InetSocketAddress(InetAddress.getByName("239.1.2.3"), 0);
            try (var receiver = new java.net.MulticastSocket(0);
                    var sender = new DatagramSocket(0, LOOPBACK)) {
                receiver.joinGroup(group, lo);
                receiver.setSoTimeout(3000);
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo);
                sender.send(new DatagramPacket(new byte[4], 4, group.getAddress(), receiver.getLocalPort()));
                var packet = new DatagramPacket(new byte[10], 10);
                receiver.receive(packet);
                receiver.leaveGroup(group, lo);
                return packet.getLength();
            }
        });
        checks.check("multicast-sources", () -> {
            NetworkInterface lo = NetworkInterface.getByInetAddress(LOOPBACK);
            InetAddress group = InetAddress.getByName("239.1.2.4");
            try (var receiver = DatagramChannel.open(StandardProtocolFamily.INET);
                    var sender = DatagramChannel.open(StandardProtocolFamily.INET)) {
                receiver.bind(new InetSocketAddress(0));
                sender.bind(new InetSocketAddress(LOOPBACK, 0));
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo);
                var target = new InetSocketAddress(group, receiver.socket().getLocalPort());
                var heard = new ArrayList<Object>();
                MembershipKey other = receiver.join(group, lo, InetAddress.getByName("127.0.0.9"));
                sender.send(ByteBuffer.allocate(1), target);
                MembershipKey ours = receiver.join(group, lo, LOOPBACK);
                sender.send(ByteBuffer.allocate(2), target);
                heard.add(received(receiver));
                other.drop();
                ours.drop();
                sender.send(ByteBuffer.allocate(3), target);
                MembershipKey all = receiver.join(group, lo);
                all.block(LOOPBACK).block(LOOPBACK);
                sender.send(ByteBuffer.allocate(4), target);
                all.unblock(LOOPBACK);
                sender.send(ByteBuffer.allocate(5), target);
                heard.add(received(receiver));
                heard.add(other.isValid());
                heard.add(all.sourceAddress() == null);
                heard.add(all.isValid());
                return heard;
            }
        });
        checks.check("multicast-unblock-what-is-not-blocked", () -> {
            NetworkInterface lo = NetworkInterface.getByInetAddress(LOOPBACK);
            try (var receiver = DatagramChannel.open(StandardProtocolFamily.INET)) {
                receiver.bind(new InetSocketAddress(0));
                return receiver.join(InetAddress.getByName("239.1.2.4"), lo).unblock(LOOPBACK);
            }
        });
        checks.check("multicast-block-for-one-source", () -> {
            NetworkInterface lo = NetworkInterface.getByInetAddress(LOOPBACK);
            try (var receiver = DatagramChannel.open(StandardProtocolFamily.INET)) {
                receiver.bind(new InetSocketAddress(0));
                return receiver.join(InetAddress.getByName("239.1.2.4"), lo, LOOPBACK)
                        .block(LOOPBACK);
            }
        });
    }

    /** The length of the next datagram. */
    private static int received(DatagramChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(10);
        channel.receive(buffer);
        return buffer.position();
    }

    private static void addresses(Checks checks) {
        checks.check(
                "parse",
                () -> List.of(
                        InetAddress.getByName("127.0.0.1"),
                        InetAddress.getByName("1.2"),
                        InetAddress.getByName("::1").getHostAddress(),
                        InetAddress.ofLiteral("192.0.2.7"),
                        Inet6Address.ofLiteral("2001:db8::ff").getHostAddress()));
        checks.check("parse-wrong", () -> InetAddress.ofLiteral("300.1.1.1"));
        checks.check("parse-wrong-v6", () -> InetAddress.getByName("1::2::3"));
        checks.check(
                "bytes",
                () -> List.of(
                        InetAddress.getByAddress("named", new byte[] {10, 0, 0, 1}),
                        InetAddress.getByAddress(new byte[16]).getClass().getSimpleName()));
        checks.check("bytes-wrong", () -> InetAddress.getByAddress(new byte[5]));
        checks.check("kinds", () -> {
            var kinds = new ArrayList<String>();
            for (String text : List.of(
                    "10.1.1.1",
                    "224.0.0.1",
                    "169.254.1.1",
                    "0.0.0.0",
                    "127.9.9.9",
                    "fe80::1",
                    "ff02::1",
                    "::ffff:1.2.3.4")) {
                InetAddress a = InetAddress.getByName(text);
                kinds.add("" + a.isSiteLocalAddress() + a.isMulticastAddress() + a.isLinkLocalAddress()
                        + a.isAnyLocalAddress() + a.isLoopbackAddress() + a.getAddress().length);
            }
            return kinds;
        });
        checks.check(
                "equal",
                () -> List.of(
                        InetAddress.getByName("127.0.0.1").equals(LOOPBACK),
                        LOOPBACK.hashCode(),
                        new InetSocketAddress("127.0.0.1", 5).equals(new InetSocketAddress(LOOPBACK, 5))));
        checks.check(
                "socket-address",
                () -> List.of(
                        InetSocketAddress.createUnresolved("x.invalid", 7),
                        new InetSocketAddress("127.0.0.1", 80).toString(),
                        new InetSocketAddress(9),
                        InetSocketAddress.createUnresolved("x", 1).isUnresolved()));
        checks.check(
                "localhost",
                () -> List.of(
                        InetAddress.getByName("localhost").isLoopbackAddress(),
                        InetAddress.getByName(null).getHostAddress(),
                        LOOPBACK.toString()));
        checks.check("unknown", () -> {
            try {
                return InetAddress.getByName("no-such-host.invalid");
            } catch (java.net.UnknownHostException e) {
                return "" + ("" + e.getMessage()).startsWith("no-such-host.invalid");
            }
        });
        checks.check("reachable", () -> LOOPBACK.isReachable(1000));
    }

    private static void interfaces(Checks checks) {
        checks.check("loopback-interface", () -> {
            NetworkInterface lo = NetworkInterface.getByInetAddress(LOOPBACK);
            return List.of(
                    lo.getName(),
                    lo.isLoopback(),
                    lo.isUp(),
                    lo.isPointToPoint(),
                    lo.isVirtual(),
                    lo.getMTU(),
                    lo.getIndex(),
                    lo.getHardwareAddress() == null);
        });
        checks.check(
                "loopback-addresses",
                () -> NetworkInterface.getByName("lo")
                        .inetAddresses()
                        .filter(a -> a.getAddress().length == 4)
                        .toList());
        checks.check(
                "loopback-prefix",
                () -> NetworkInterface.getByName("lo").getInterfaceAddresses().stream()
                        .filter(a -> a.getAddress().getAddress().length == 4)
                        .map(a -> a.getNetworkPrefixLength() + " " + a.getBroadcast())
                        .toList());
        checks.check(
                "interface-missing", () -> "" + NetworkInterface.getByName("no0") + NetworkInterface.getByIndex(9999));
        checks.check(
                "interfaces-contain-lo",
                () -> Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                        .anyMatch(i -> i.getName().equals("lo")));
    }

    private static void uris(Checks checks) {
        checks.check("uri", () -> {
            URI uri = new URI("http://user@host:8080/a/../b%20c?q=1&r=%C3%A9#frag");
            return List.of(
                    uri.getHost(),
                    uri.getPort(),
                    uri.getPath(),
                    uri.getRawQuery(),
                    uri.getQuery(),
                    uri.normalize(),
                    uri.resolve("../x").toString(),
                    uri.getUserInfo());
        });
        checks.check("uri-wrong", () -> new URI("http://a b"));
        checks.check(
                "uri-parts",
                () -> List.of(
                        new URI("http", null, "h", 80, "/\u00e9 x", "q=\u00e9", null).toASCIIString(),
                        URI.create("mailto:a@b").getSchemeSpecificPart(),
                        URI.create("a:b").isOpaque()));
        checks.check(
                "url-encode",
                () -> List.of(
                        URLEncoder.encode("a b&\u00e9+/", StandardCharsets.UTF_8),
                        URLDecoder.decode("a+b%26%C3%A9", StandardCharsets.UTF_8)));
        checks.check("url-decode-wrong", () -> URLDecoder.decode("%zz", StandardCharsets.UTF_8));
        checks.check("url-parts", () -> {
            var url = URI.create("https://example.org:444/p?q#r").toURL();
            return List.of(
                    url.getProtocol(),
                    url.getPort(),
                    url.getDefaultPort(),
                    url.getFile(),
                    url.getRef(),
                    url.getAuthority());
        });
        checks.check("url-unknown-protocol", () -> URI.create("gopher://x/").toURL());
        checks.check(
                "idn",
                () -> List.of(
                        java.net.IDN.toASCII("b\u00fccher.example"), java.net.IDN.toUnicode("xn--bcher-kva.example")));
        checks.check(
                "cookies",
                () -> java.net.HttpCookie.parse("Set-Cookie: id=1; Path=/; Max-Age=5; HttpOnly")
                        .get(0)
                        .getMaxAge());
    }
}
