package dev.demitasse.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that carries each frame behind its length, four bytes, the highest first: what QEMU's {@code -netdev
 * stream} and images with {@code demi.net-socket} connect to. It takes one client; frames before it comes are lost.
 */
public final class FrameSocket implements FrameEnd {
    private static final int PREFIX = 4;

    private final ServerSocketChannel listener;
    private final Path path;
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 18).flip();
    private final ByteBuffer output = ByteBuffer.allocateDirect(PREFIX + LONGEST);
    /** Fair, so that who sends without pause lets others send, too. */
    private final ReentrantLock sending = new ReentrantLock(true);

    private volatile @Nullable SocketChannel client;

    private FrameSocket(ServerSocketChannel listener, Path path) {
        this.listener = listener;
        this.path = path;
    }

    /** Listens at a path, which is gone again when this is closed. */
    public static FrameSocket listen(Path path) {
        try {
            var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            return new FrameSocket(listener.bind(UnixDomainSocketAddress.of(path)), path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + path, e);
        }
    }

    @Override
    public int receive(byte[] frame) throws IOException {
        try {
            SocketChannel from = client;
            if (from == null) {
                from = listener.accept();
                client = from;
            }
            if (!fill(from, PREFIX)) {
                return -1;
            }
            int length = input.getInt();
            if (length < 0 || length > LONGEST) {
                throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
            }
            if (!fill(from, length)) {
                return -1;
            }
            input.get(frame, 0, length);
            return length;
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    /** Reads until so many bytes are there; whether they are. */
    private boolean fill(SocketChannel from, int wanted) throws IOException {
        while (input.remaining() < wanted) {
            input.compact();
            int count;
            try {
                count = from.read(input);
            } finally {
                input.flip();
            }
            if (count < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void send(byte[] frame, int length) throws IOException {
        SocketChannel to = client;
        if (to == null) {
            return;
        }
        sending.lock();
        try {
            output.clear();
            output.putInt(length).put(frame, 0, length).flip();
            try {
                while (output.hasRemaining()) {
                    to.write(output);
                }
            } catch (IOException e) {
                // Whoever was there has ended, or we have; the receiver will know.
                output.clear();
            }
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            SocketChannel open = client;
            if (open != null) {
                open.close();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
