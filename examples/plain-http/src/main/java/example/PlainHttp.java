package example;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * As little as a web server can do: one thread answers every request with the same line. It expects that a request comes
 * in one piece, as short ones do. What it answers in a second is what is below it, not what is in it.
 */
public final class PlainHttp {
    private static final int PORT = 8080;
    private static final String BODY = "Hello, unikernel!\n";
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    private final ByteBuffer request = ByteBuffer.allocateDirect(8192);
    private final ByteBuffer answer =
            ByteBuffer.allocateDirect(ANSWER.length()).put(ANSWER.getBytes(StandardCharsets.US_ASCII));
    private final Selector selector;
    private final ServerSocketChannel listener;

    private PlainHttp() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(PORT));
        listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] arguments) throws IOException {
        var server = new PlainHttp();
        System.out.println("Listening on port " + PORT);
        while (true) {
            server.selector.select(server::serve);
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else {
                answer((SocketChannel) key.channel());
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept() throws IOException {
        SocketChannel connection = listener.accept();
        if (connection != null) {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        }
    }

    private void answer(SocketChannel connection) throws IOException {
        request.clear();
        if (connection.read(request) < 0) {
            connection.close();
            return;
        }
        request.flip();
        for (int end = 4; end <= request.limit(); end++) {
            if (request.getInt(end - 4) == 0x0d0a0d0a) {
                connection.write(answer.rewind());
            }
        }
        if (asksToClose()) {
            connection.close();
        }
    }

    /** Whether its last header is {@code Connection: close}, where simple clients have it. */
    private boolean asksToClose() {
        int last = request.limit() - "close\r\n\r\n".length();
        return last >= 0 && request.get(last) == 'c' && request.get(last + 4) == 'e';
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            key.cancel();
        }
    }
}
