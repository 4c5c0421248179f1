package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Socket channels, selectors, pipes, asynchronous channels. */
public final class Channels {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private Channels() {}

    private record Connection(SocketChannel client, SocketChannel server) implements AutoCloseable {
        static Connection open() throws IOException {
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                return new Connection(client, listener.accept());
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Runs them. */
    public static void run(Checks checks) {
        sockets(checks);
        selectors(checks);
        datagrams(checks);
        pipes(checks);
        asynchronous(checks);
    }

    private static void sockets(Checks checks) {
        checks.check("scatter-gather", () -> {
            try (var c = Connection.open()) {
                long written = c.client.write(new ByteBuffer[] {ascii("ab"), ascii("cdef")});
                ByteBuffer[] parts = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(5)};
                long read = 0;
                while (read < written) {
                    read += c.server.read(parts);
                }
                return List.of(written, read, parts[0].array(), parts[1].position());
            }
        });
        checks.check("non-blocking-read", () -> {
            try (var c = Connection.open()) {
                c.client.configureBlocking(false);
                return c.client.read(ByteBuffer.allocate(1));
            }
        });
        checks.check("non-blocking-accept", () -> {
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                listener.configureBlocking(false);
                return "" + listener.accept();
            }
        });
        checks.check("non-blocking-connect", () -> {
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var client = SocketChannel.open();
                    var selector = Selector.open()) {
                client.configureBlocking(false);
                boolean at = client.connect(listener.getLocalAddress());
                if (!at) {
                    client.register(selector, SelectionKey.OP_CONNECT);
                    selector.select(5000);
                }
                return List.of(at || client.finishConnect(), client.isConnected(), client.isConnectionPending());
            }
        });
        checks.check("connect-refused", () -> {
            InetSocketAddress address;
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                address = (InetSocketAddress) listener.getLocalAddress();
            }
            return SocketChannel.open(address);
        });
        checks.check("connect-refused-later", () -> {
            InetSocketAddress address;
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                address = (InetSocketAddress) listener.getLocalAddress();
            }
            try (var client = SocketChannel.open();
                    var selector = Selector.open()) {
                client.configureBlocking(false);
                client.connect(address);
                client.register(selector, SelectionKey.OP_CONNECT);
                selector.select(5000);
                return client.finishConnect();
            }
        });
        checks.check("not-yet-connected", () -> {
            try (var client = SocketChannel.open()) {
                return client.write(ascii("x"));
            }
        });
        checks.check("connect-twice", () -> {
            try (var c = Connection.open()) {
                return c.client.connect(c.client.getRemoteAddress());
            }
        });
        checks.check("unresolved", () -> SocketChannel.open(InetSocketAddress.createUnresolved("x.invalid", 1)));
        checks.check("half-close", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownOutput();
                int end = c.server.read(ByteBuffer.allocate(1));
                c.server.write(ascii("y"));
                return List.of(end, c.client.read(ByteBuffer.allocate(5)));
            }
        });
        checks.check("write-after-shutdown", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownOutput();
                return c.client.write(ascii("x"));
            }
        });
        checks.check("close-during-read", () -> {
            try (var c = Connection.open()) {
                Thread closer = Checks.soon(c.client::close);
                try {
                    return c.client.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    closer.join();
                    return e.getClass();
                }
            }
        });
        checks.check("interrupt-during-read", () -> {
            try (var c = Connection.open()) {
                Thread me = Thread.currentThread();
                Checks.soon(me::interrupt);
                try {
                    return c.client.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    return List.of(e.getClass(), Thread.interrupted(), c.client.isOpen());
                }
            }
        });
        checks.check("interrupt-during-accept", () -> {
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                Thread me = Thread.currentThread();
                Checks.soon(me::interrupt);
                try {
                    return listener.accept();
                } catch (IOException e) {
                    return List.of(e.getClass(), Thread.interrupted());
                }
            }
        });
        checks.check("fill-send-buffer", () -> {
            try (var c = Connection.open()) {
                c.client.configureBlocking(false);
                long sent = 0;
                for (int i = 0; i < 10_000; i++) {
                    int n = c.client.write(ByteBuffer.allocate(65_536));
                    sent += n;
                    if (n == 0) {
                        break;
                    }
                }
                c.client.shutdownOutput();
                long received = 0;
                ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
                for (int n = c.server.read(buffer); n >= 0; n = c.server.read(buffer.clear())) {
                    received += n;
                }
                return List.of(sent > 0, sent == received);
            }
        });
        checks.check("options", () -> {
            try (var channel = SocketChannel.open()) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true)
                        .setOption(StandardSocketOptions.SO_LINGER, 3);
                return List.of(
                        channel.getOption(StandardSocketOptions.TCP_NODELAY),
                        channel.getOption(StandardSocketOptions.SO_LINGER),
                        channel.getOption(StandardSocketOptions.SO_KEEPALIVE));
            }
        });
        checks.check("adaptor", () -> {
            try (var c = Connection.open()) {
                c.server.write(ascii("z"));
                return c.client.socket().getInputStream().read();
            }
        });
        checks.check("local-address", () -> {
            try (var channel = ServerSocketChannel.open()) {
                return "" + channel.getLocalAddress()
                        + channel.bind(new InetSocketAddress(LOOPBACK, 0))
                                .getLocalAddress()
                                .toString()
                                .replaceAll(":\\d+", ":N");
            }
        });
        checks.check("unix-domain", () -> {
            var address = UnixDomainSocketAddress.of(
                    java.nio.file.Files.createTempDirectory("fidelity").resolve("s"));
            try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(address);
                    var client = SocketChannel.open(address);
                    var server = listener.accept()) {
                client.write(ascii("unix"));
                ByteBuffer buffer = ByteBuffer.allocate(10);
                return server.read(buffer);
            }
        });
        checks.check("transfer-file-to-socket", () -> {
            var file =
                    java.nio.file.Files.writeString(java.nio.file.Files.createTempFile("fidelity", ""), "file content");
            try (var c = Connection.open();
                    var channel = java.nio.channels.FileChannel.open(file)) {
                long sent = channel.transferTo(5, 100, c.client);
                ByteBuffer buffer = ByteBuffer.allocate(20);
                return List.of(sent, c.server.read(buffer));
            }
        });
    }

    private static void selectors(Checks checks) {
        checks.check("select-read", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                SelectionKey key = c.server.register(selector, SelectionKey.OP_READ, "attached");
                int before = selector.selectNow();
                c.client.write(ascii("x"));
                int after = selector.select(5000);
                return List.of(
                        before,
                        after,
                        key.isReadable(),
                        key.isWritable(),
                        key.attachment(),
                        selector.selectedKeys().size());
            }
        });
        checks.check("select-write", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                SelectionKey key = c.server.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                selector.select();
                return key.readyOps();
            }
        });
        checks.check("select-consumer", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                c.server.register(selector, SelectionKey.OP_READ);
                c.client.write(ascii("x"));
                var seen = new ArrayList<Integer>();
                int count = selector.select(key -> seen.add(key.readyOps()), 5000);
                return List.of(count, seen);
            }
        });
        checks.check("select-wakeup", () -> {
            try (var selector = Selector.open()) {
                Thread waker = Checks.soon(selector::wakeup);
                int selected = selector.select();
                waker.join();
                selector.wakeup();
                return List.of(selected, selector.select(10_000));
            }
        });
        checks.check("select-timeout", () -> {
            try (var selector = Selector.open()) {
                long start = System.nanoTime();
                int selected = selector.select(30);
                return List.of(selected, System.nanoTime() - start >= 29_000_000);
            }
        });
        checks.check("select-interrupt", () -> {
            try (var selector = Selector.open()) {
                Thread.currentThread().interrupt();
                return List.of(selector.select(), Thread.interrupted(), selector.isOpen());
            }
        });
        checks.check("select-closed", () -> {
            var selector = Selector.open();
            selector.close();
            return selector.select();
        });
        checks.check("select-close-during", () -> {
            var selector = Selector.open();
            Thread closer = Checks.soon(selector::close);
            try {
                return selector.select();
            } finally {
                closer.join();
            }
        });
        checks.check("register-blocking", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                return c.client.register(selector, SelectionKey.OP_READ);
            }
        });
        checks.check("register-wrong-operation", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.client.configureBlocking(false);
                return c.client.register(selector, SelectionKey.OP_ACCEPT);
            }
        });
        checks.check("key-cancel", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.client.configureBlocking(false);
                SelectionKey key = c.client.register(selector, SelectionKey.OP_WRITE);
                key.cancel();
                boolean valid = key.isValid();
                selector.selectNow();
                return List.of(valid, selector.keys().size(), c.client.isRegistered());
            }
        });
        checks.check("key-cancelled-use", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.client.configureBlocking(false);
                SelectionKey key = c.client.register(selector, SelectionKey.OP_WRITE);
                key.cancel();
                return key.interestOps();
            }
        });
        checks.check("key-of-closed-channel", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.client.configureBlocking(false);
                SelectionKey key = c.client.register(selector, SelectionKey.OP_WRITE);
                c.client.close();
                return List.of(
                        key.isValid(), selector.selectNow(), selector.keys().size());
            }
        });
        checks.check("blocking-while-registered", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.client.configureBlocking(false);
                c.client.register(selector, SelectionKey.OP_WRITE);
                c.client.configureBlocking(true);
                return "configured";
            }
        });
        checks.check("select-peer-closed", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                c.server.register(selector, SelectionKey.OP_READ);
                c.client.close();
                return List.of(selector.select(5000), c.server.read(ByteBuffer.allocate(1)));
            }
        });
        checks.check("select-many", () -> {
            try (var selector = Selector.open()) {
                var connections = new ArrayList<Connection>();
                for (int i = 0; i < 100; i++) {
                    Connection c = Connection.open();
                    connections.add(c);
                    c.server.configureBlocking(false);
                    c.server.register(selector, SelectionKey.OP_READ);
                }
                for (int i = 0; i < 100; i += 3) {
                    connections.get(i).client.write(ascii("x"));
                }
                int seen = 0;
                while (seen < 34) {
                    seen += selector.select(key -> {
                        try {
                            ((SocketChannel) key.channel()).read(ByteBuffer.allocate(9));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
                }
                for (Connection c : connections) {
                    c.close();
                }
                return seen;
            }
        });
        checks.check("select-accept", () -> {
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var selector = Selector.open()) {
                listener.configureBlocking(false);
                SelectionKey key = listener.register(selector, SelectionKey.OP_ACCEPT);
                try (var client = SocketChannel.open(listener.getLocalAddress())) {
                    selector.select(5000);
                    return List.of(key.isAcceptable(), listener.accept() != null, client.isConnected());
                }
            }
        });
    }

    private static void datagrams(Checks checks) {
        checks.check("datagram", () -> {
            try (var a = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var b = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                int sent = a.send(ascii("datagram"), b.getLocalAddress());
                ByteBuffer buffer = ByteBuffer.allocate(4);
                var from = b.receive(buffer);
                return List.of(sent, buffer.position(), from.equals(a.getLocalAddress()));
            }
        });
        checks.check("datagram-none", () -> {
            try (var a = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                a.configureBlocking(false);
                return "" + a.receive(ByteBuffer.allocate(4));
            }
        });
        checks.check("datagram-connected", () -> {
            try (var a = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var b = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                a.connect(b.getLocalAddress());
                b.connect(a.getLocalAddress());
                a.write(new ByteBuffer[] {ascii("one"), ascii("two")});
                ByteBuffer buffer = ByteBuffer.allocate(10);
                return List.of(b.read(buffer), a.isConnected(), a.disconnect().isConnected());
            }
        });
        checks.check("datagram-write-unconnected", () -> {
            try (var a = DatagramChannel.open()) {
                return a.write(ascii("x"));
            }
        });
        checks.check("datagram-select", () -> {
            try (var a = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var selector = Selector.open()) {
                a.configureBlocking(false);
                a.register(selector, SelectionKey.OP_READ);
                a.send(ascii("self"), a.getLocalAddress());
                return selector.select(5000);
            }
        });
    }

    private static void pipes(Checks checks) {
        checks.check("pipe", () -> {
            Pipe pipe = Pipe.open();
            pipe.sink().write(ascii("through"));
            pipe.sink().close();
            ByteBuffer buffer = ByteBuffer.allocate(10);
            return List.of(pipe.source().read(buffer), pipe.source().read(buffer));
        });
        checks.check("pipe-select", () -> {
            Pipe pipe = Pipe.open();
            try (var selector = Selector.open()) {
                SelectableChannel source = pipe.source().configureBlocking(false);
                source.register(selector, SelectionKey.OP_READ);
                pipe.sink().write(ascii("x"));
                return selector.select(5000);
            }
        });
        checks.check("pipe-broken", () -> {
            Pipe pipe = Pipe.open();
            pipe.source().close();
            return pipe.sink().write(ascii("x"));
        });
        checks.check("streams-of-channels", () -> {
            Pipe pipe = Pipe.open();
            try (var out = java.nio.channels.Channels.newOutputStream(pipe.sink())) {
                out.write(65);
            }
            return java.nio.channels.Channels.newReader(pipe.source(), StandardCharsets.UTF_8)
                    .read();
        });
    }

    private static void asynchronous(Checks checks) {
        checks.check("async-echo", () -> {
            try (var listener = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var client = AsynchronousSocketChannel.open()) {
                var accepted = listener.accept();
                client.connect(listener.getLocalAddress()).get();
                try (var server = accepted.get()) {
                    int sent = client.write(ascii("async")).get();
                    ByteBuffer buffer = ByteBuffer.allocate(10);
                    return List.of(
                            sent,
                            server.read(buffer).get(),
                            server.getLocalAddress().equals(client.getRemoteAddress()));
                }
            }
        });
        checks.check("async-handler", () -> {
            try (var listener = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var client = AsynchronousSocketChannel.open()) {
                var result = new CompletableFuture<String>();
                listener.accept("attached", new CompletionHandler<>() {
                    @Override
                    public void completed(AsynchronousSocketChannel channel, String attachment) {
                        result.complete(attachment + channel.isOpen());
                    }

                    @Override
                    public void failed(Throwable e, String attachment) {
                        result.completeExceptionally(e);
                    }
                });
                client.connect(listener.getLocalAddress()).get();
                return result.get();
            }
        });
        checks.check("async-refused", () -> {
            InetSocketAddress address;
            try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
                address = (InetSocketAddress) listener.getLocalAddress();
            }
            try (var client = AsynchronousSocketChannel.open()) {
                return client.connect(address).get();
            }
        });
        checks.check("async-timeout", () -> {
            try (var listener = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var client = AsynchronousSocketChannel.open()) {
                client.connect(listener.getLocalAddress()).get();
                var result = new CompletableFuture<Object>();
                client.read(
                        ByteBuffer.allocate(1),
                        30,
                        TimeUnit.MILLISECONDS,
                        null,
                        new CompletionHandler<Integer, Object>() {
                            @Override
                            public void completed(Integer count, Object attachment) {
                                result.complete(count);
                            }

                            @Override
                            public void failed(Throwable e, Object attachment) {
                                result.complete(e);
                            }
                        });
                return result.get();
            }
        });
        checks.check("async-read-pending", () -> {
            try (var listener = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
                    var client = AsynchronousSocketChannel.open()) {
                client.connect(listener.getLocalAddress()).get();
                client.read(ByteBuffer.allocate(1));
                return client.read(ByteBuffer.allocate(1));
            }
        });
        checks.check("async-closed", () -> {
            var client = AsynchronousSocketChannel.open();
            client.close();
            return client.connect(new InetSocketAddress(LOOPBACK, 1)).get();
        });
        checks.check("async-group", () -> {
            var group = AsynchronousChannelGroup.withThreadPool(Executors.newSingleThreadExecutor());
            var listener = AsynchronousServerSocketChannel.open(group).bind(new InetSocketAddress(LOOPBACK, 0));
            group.shutdownNow();
            return List.of(group.awaitTermination(10, TimeUnit.SECONDS), listener.isOpen(), group.isShutdown());
        });
    }
}
