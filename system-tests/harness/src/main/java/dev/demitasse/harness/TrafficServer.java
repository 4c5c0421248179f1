package dev.demitasse.harness;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An application whose connections do what a test or a benchmark asks for. A request is 21 bytes: a letter, a token of four
 * bytes, a size and a seed of eight. How it ended is told by its token on a later connection.
 *
 * <table>
 * <caption>Requests</caption>
 * <tr><td>U</td><td>receives {@code size} bytes and the end, answers with one byte, closes</td></tr>
 * <tr><td>D</td><td>sends {@code size} bytes and its end, then receives as many and the end</td></tr>
 * <tr><td>E</td><td>sends and receives at the same time</td></tr>
 * <tr><td>R</td><td>sends {@code size} bytes, resets</td></tr>
 * <tr><td>W</td><td>sends until it is reset</td></tr>
 * <tr><td>C</td><td>closes</td></tr>
 * <tr><td>S</td><td>sends {@code size} bytes and its end, receives the end</td></tr>
 * <tr><td>T</td><td>answers with one byte, connects to where the rest of the request says, then does what that says</td></tr>
 * <tr><td>Q</td><td>answers with how the token's request ended</td></tr>
 * <tr><td>M</td><td>answers with the bytes of the heap in use after a collection</td></tr>
 * <tr><td>N</td><td>answers with the time of day in milliseconds</td></tr>
 * </table>
 */
public final class TrafficServer {
    /** Where it listens. */
    public static final int PORT = 9000;

    private static final int BACKLOG = 512;

    private static final ConcurrentHashMap<Integer, String> ENDS = new ConcurrentHashMap<>();

    private TrafficServer() {}

    /** Listens on {@link #PORT}, or the port given. */
    public static void main(String[] arguments) throws IOException {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : PORT;
        try (var listener = new ServerSocket(port, BACKLOG)) {
            System.out.println("Listening on port " + port);
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            act(socket, in, (char) in.readByte(), in.readInt(), in.readLong(), in.readLong());
        } catch (IOException e) {
            // Floods and tests of closing leave connections without a request.
        }
    }

    private static void act(Socket socket, DataInputStream in, char letter, int token, long size, long seed)
            throws IOException {
        switch (letter) {
            case 'Q' -> new DataOutputStream(socket.getOutputStream()).writeUTF(ENDS.getOrDefault(token, ""));
            case 'M' -> new DataOutputStream(socket.getOutputStream()).writeLong(used());
            case 'N' -> new DataOutputStream(socket.getOutputStream()).writeLong(System.currentTimeMillis());
            case 'T' -> dial(socket, in, token, size, seed);
            default -> finish(socket, letter, token, size, seed);
        }
    }

    private static void finish(Socket socket, char letter, int token, long size, long seed) {
        String end;
        try {
            exchange(socket, letter, size, seed);
            end = "done";
        } catch (IOException | InterruptedException e) {
            end = e.toString();
        }
        ENDS.put(token, end);
    }

    private static void exchange(Socket socket, char letter, long size, long seed)
            throws IOException, InterruptedException {
        switch (letter) {
            case 'U' -> {
                Traffic.receiveAll(socket, seed, size);
                socket.getOutputStream().write('U');
            }
            case 'D' -> {
                Traffic.send(socket, seed, size);
                socket.shutdownOutput();
                Traffic.receiveAll(socket, ~seed, size);
            }
            case 'E' -> Traffic.exchange(socket, seed, ~seed, size);
            case 'R' -> {
                Traffic.send(socket, seed, size);
                Traffic.reset(socket);
            }
            case 'W' -> Traffic.sendUntilReset(socket);
            case 'C' -> socket.close();
            case 'S' -> {
                Traffic.send(socket, seed, size);
                socket.shutdownOutput();
                Traffic.receiveAll(socket, seed, 0);
            }
            default -> throw new IOException("no request: " + letter);
        }
        socket.close();
    }

    /** What follows: a letter, the length of an address, the address, its port, our port or 0. */
    private static void dial(Socket asking, DataInputStream in, int token, long size, long seed) throws IOException {
        char letter = (char) in.readByte();
        byte[] address = new byte[in.readByte()];
        in.readFully(address);
        var remote = new InetSocketAddress(InetAddress.getByAddress(address), in.readUnsignedShort());
        int local = in.readUnsignedShort();
        asking.getOutputStream().write('T');
        asking.close();
        try (var socket = new Socket()) {
            socket.bind(local == 0 ? null : new InetSocketAddress(local));
            socket.connect(remote);
            finish(socket, letter, token, size, seed);
        } catch (IOException e) {
            ENDS.put(token, e.toString());
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
