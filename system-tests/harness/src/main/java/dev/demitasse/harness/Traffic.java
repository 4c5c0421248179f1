package dev.demitasse.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What two ends do with a connection, as {@link TrafficServer} asks for it; both sides' code. Every byte is checked by its
 * position. Stateless.
 */
public final class Traffic {
    private static final int BLOCK = 16 * 1024;
    private static final int PAUSE_MILLISECONDS = 10;

    private Traffic() {}

    /** Sends so many bytes. */
    public static void send(Socket socket, long seed, long size) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] block = new byte[BLOCK];
        for (long position = 0; position < size; position += BLOCK) {
            int length = (int) Math.min(BLOCK, size - position);
            Pattern.fill(seed, position, block, length);
            out.write(block, 0, length);
        }
    }

    /** Receives until the other end has no more, which must be so many bytes. */
    public static void receiveAll(Socket socket, long seed, long size) throws IOException {
        long position = receive(socket.getInputStream(), seed, size);
        if (position < size) {
            throw new EOFException("it ends after " + position + " bytes of " + size);
        }
        if (socket.getInputStream().read() >= 0) {
            throw new IOException("more than " + size + " bytes");
        }
    }

    /** Receives so many bytes, or what there is before the end; how many. */
    private static long receive(InputStream in, long seed, long size) throws IOException {
        byte[] block = new byte[BLOCK];
        long position = 0;
        while (position < size) {
            int length = in.read(block, 0, (int) Math.min(BLOCK, size - position));
            if (length < 0) {
                break;
            }
            long wrong = Pattern.mismatch(seed, position, block, length);
            if (wrong >= 0) {
                throw new IOException("byte " + wrong + " of " + size + " is not what was sent");
            }
            position += length;
        }
        return position;
    }

    /** Sends and receives at the same time, so many bytes each, and says that it has no more when it has sent all. */
    public static void exchange(Socket socket, long sentSeed, long receivedSeed, long size) throws IOException {
        var sent = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                send(socket, sentSeed, size);
                socket.shutdownOutput();
                sent.complete(null);
            } catch (IOException | RuntimeException e) {
                sent.completeExceptionally(e);
            }
        });
        receiveAll(socket, receivedSeed, size);
        try {
            sent.join();
        } catch (CompletionException e) {
            throw new IOException("while sending", e.getCause());
        }
    }

    /** Sends a byte now and then until the other end refuses it: a reset that was lost comes again for each. */
    public static void sendUntilReset(Socket socket) throws InterruptedException {
        try {
            while (true) {
                socket.getOutputStream().write(0);
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        } catch (IOException e) {
            // As it should be.
        }
    }

    /** Closes by a reset. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
