package probe;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** IPv4 and IPv6 side by side, as the JDK shows them. */
final class Families {
    private Families() {}

    /** Tries all there is; the argument after the first is a port on the host. */
    static void show(String[] arguments) throws Exception {
        localhost();
        System.out.println("loopback is " + InetAddress.getLoopbackAddress());
        try (ServerSocket server = new ServerSocket(0)) {
            for (String local : List.of("127.0.0.1", "::1")) {
                System.out.println("stream from " + echo(server, InetAddress.getByName(local)).getHostAddress());
            }
            Inet6Address own = autoconfigured();
            System.out.println("autoconfigured " + own.getHostAddress());
            System.out.println("stream from own address " + echo(server, own).equals(own));
        }
        channels();
        datagrams();
        if (arguments.length > 1) {
            host(Integer.parseInt(arguments[1]));
        }
        System.out.println("done");
    }

    /** IPv4 alone, as a program may ask for before it uses the network. */
    static void showOne() throws IOException {
        System.setProperty("java.net.preferIPv4Stack", "true");
        localhost();
    }

    private static void localhost() throws IOException {
        System.out.println("localhost is " + Arrays.toString(InetAddress.getAllByName("localhost")));
    }

    /** Connects to the server, sends a word and gets it back; answers whom the server saw. */
    private static InetAddress echo(ServerSocket server, InetAddress to) throws IOException {
        try (Socket client = new Socket(to, server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write("word".getBytes(StandardCharsets.US_ASCII));
            accepted.getOutputStream().write(accepted.getInputStream().readNBytes(4));
            if (!Arrays.equals(client.getInputStream().readNBytes(4), "word".getBytes(StandardCharsets.US_ASCII))) {
                throw new IOException("the echo is not what was said");
            }
            return accepted.getInetAddress();
        }
    }

    /** Waits for the address that a router's prefix makes. */
    private static Inet6Address autoconfigured() throws SocketException, InterruptedException {
        for (int i = 0; i < 500; i++) {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(each.getInetAddresses())) {
                    boolean further = !each.isLoopback() && !address.isLinkLocalAddress();
                    if (address instanceof Inet6Address six && further) {
                        return six;
                    }
                }
            }
            Thread.sleep(10);
        }
        throw new SocketException("no IPv6 address beyond the link");
    }

    /** A channel for one family refuses the other; one for both takes both. */
    private static void channels() throws IOException {
        try (ServerSocketChannel both = ServerSocketChannel.open().bind(new InetSocketAddress(0));
                ServerSocketChannel four = ServerSocketChannel.open(StandardProtocolFamily.INET)
                        .bind(new InetSocketAddress(0))) {
            System.out.println("bound to " + address(both) + " and " + address(four));
            int port = ((InetSocketAddress) both.getLocalAddress()).getPort();
            try (SocketChannel client = SocketChannel.open(new InetSocketAddress("::1", port));
                    SocketChannel accepted = both.accept()) {
                client.write(ByteBuffer.wrap(new byte[] {42}));
                ByteBuffer read = ByteBuffer.allocate(1);
                accepted.read(read);
                System.out.println("channel read " + read.get(0));
            }
            int fourPort = ((InetSocketAddress) four.getLocalAddress()).getPort();
            try (SocketChannel refused = SocketChannel.open(new InetSocketAddress("::1", fourPort))) {
                System.out.println("connected to " + refused.getRemoteAddress());
            } catch (IOException e) {
                System.out.println("IPv4 alone refuses IPv6: " + e.getMessage());
            }
        }
    }

    private static String address(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getAddress().getHostAddress();
    }

    private static void datagrams() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0);
                DatagramSocket client = new DatagramSocket()) {
            for (String local : List.of("127.0.0.1", "::1")) {
                byte[] word = local.getBytes(StandardCharsets.US_ASCII);
                InetAddress to = InetAddress.getByName(local);
                client.send(new DatagramPacket(word, word.length, to, server.getLocalPort()));
                DatagramPacket got = new DatagramPacket(new byte[100], 100);
                server.receive(got);
                System.out.println("datagram " + new String(got.getData(), 0, got.getLength(), StandardCharsets.US_ASCII)
                        + " from " + got.getAddress());
            }
        }
    }

    /** QEMU's user network shows the host's ::1 as fec0::2. */
    private static void host(int port) throws IOException {
        try (Socket socket = new Socket("fec0::2", port)) {
            System.out.println("the host says " + new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }
}
