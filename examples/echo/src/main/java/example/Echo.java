package example;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Sends every client back what it sent: one thread, one selector, a buffer for each connection. */
public final class Echo {
    private static final int PORT = 7777;
    private static final int BUFFER = 16 * 1024;

    private Echo() {}

    public static void main(String[] arguments) throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(PORT));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            System.out.println("Echoing on port " + PORT);
            while (true) {
                selector.select(Echo::serve);
            }
        }
    }

    private static void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept(key);
            } else {
                echo(key);
            }
        } catch (IOException e) {
            // This client is gone; the others are served on.
            close(key);
        }
    }

    private static void accept(SelectionKey key) throws IOException {
        SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
        if (client != null) {
            client.configureBlocking(false);
            client.register(key.selector(), SelectionKey.OP_READ, ByteBuffer.allocate(BUFFER));
        }
    }

    /** Reads as long as there is room, writes as long as there is something: never both ends of a full pipe. */
    private static void echo(SelectionKey key) throws IOException {
        SocketChannel client = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        if (key.isReadable() && client.read(buffer) < 0) {
            client.close();
            return;
        }
        buffer.flip();
        client.write(buffer);
        buffer.compact();
        int read = buffer.hasRemaining() ? SelectionKey.OP_READ : 0;
        int write = buffer.position() > 0 ? SelectionKey.OP_WRITE : 0;
        key.interestOps(read | write);
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println("cannot close a connection: " + e.getMessage());
        }
    }
}
