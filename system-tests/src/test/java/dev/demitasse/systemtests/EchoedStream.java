package dev.demitasse.systemtests;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * Sends an echo server a stream that never repeats, reads what comes back at the same time, and prints both one's SHA-256:
 * {@code EchoedStream HOST PORT BYTES}. A program of its own, so that it can run in a network namespace.
 */
final class EchoedStream {
    private static final int LARGEST = 128 * 1024;

    private EchoedStream() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, NoSuchAlgorithmException {
        long bytes = Long.parseLong(arguments[2]);
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        try (var socket = new Socket(arguments[0], Integer.parseInt(arguments[1]))) {
            socket.setSoTimeout(60_000);
            Thread sending = Thread.ofPlatform().start(() -> send(socket, bytes, sent));
            var in = new DataInputStream(socket.getInputStream());
            byte[] block = new byte[LARGEST];
            for (long left = bytes; left > 0; ) {
                int length = in.read(block, 0, (int) Math.min(left, LARGEST));
                if (length < 0) {
                    throw new IOException("the stream ends " + left + " bytes too early");
                }
                received.update(block, 0, length);
                left -= length;
            }
            sending.join();
        }
        System.out.println(HexFormat.of().formatHex(sent.digest()));
        System.out.println(HexFormat.of().formatHex(received.digest()));
    }

    /** In pieces of all lengths: what the sockets make segments of is not to be always the same. */
    private static void send(Socket socket, long bytes, MessageDigest digest) {
        Random random = new Random(bytes);
        byte[] block = new byte[LARGEST];
        try {
            for (long left = bytes; left > 0; ) {
                random.nextBytes(block);
                byte[] piece = Arrays.copyOf(block, (int) Math.min(left, 1 + random.nextInt(LARGEST)));
                digest.update(piece);
                socket.getOutputStream().write(piece);
                left -= piece.length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
