package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** Unix domain sockets, both ends in the same program. */
@SuppressWarnings("try") // sockets that only have to be there
public final class UnixSockets {
    /** Fewer than the backlog's default: beyond it, HotSpot takes a socket for connected that is not. */
    private static final int CLIENTS = 40;

    private UnixSockets() {}

    private record Connection(UnixDomainSocketAddress listened, SocketChannel client, SocketChannel server)
            implements AutoCloseable {
        static Connection open() throws IOException {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address)) {
                SocketChannel client = SocketChannel.open(address);
                return new Connection(address, client, listener.accept());
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private static UnixDomainSocketAddress fresh() throws IOException {
        return UnixDomainSocketAddress.of(Files.createTempDirectory("fidelity").resolve("s"));
    }

    private static ServerSocketChannel listen(UnixDomainSocketAddress address) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
    }

    private static SocketChannel socket() throws IOException {
        return SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        int count = channel.read(buffer);
        return count < 0 ? "end" : new String(buffer.array(), 0, count, StandardCharsets.US_ASCII);
    }

    /** Runs them. */
    public static void run(Checks checks) {
        names(checks);
        transfers(checks);
        ends(checks);
        selectors(checks);
        waiting(checks);
    }

    private static void names(Checks checks) {
        checks.check("addresses", () -> {
            try (var c = Connection.open()) {
                return List.of(
                        c.client.getLocalAddress().toString(),
                        c.client.getRemoteAddress().equals(c.listened),
                        c.server.getLocalAddress().equals(c.listened),
                        c.server.getRemoteAddress().toString());
            }
        });
        checks.check("bound-client", () -> {
            UnixDomainSocketAddress here = fresh();
            UnixDomainSocketAddress there = fresh();
            try (var listener = listen(there);
                    var client = socket().bind(here)) {
                client.connect(there);
                try (var server = listener.accept()) {
                    return List.of(
                            client.getLocalAddress().equals(here),
                            server.getRemoteAddress().equals(here));
                }
            }
        });
        checks.check("bind-nowhere", () -> {
            try (var listener =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(null)) {
                var address = (UnixDomainSocketAddress) listener.getLocalAddress();
                try (var client = SocketChannel.open(address)) {
                    return List.of(
                            client.isConnected(),
                            address.getPath().getFileName().toString().replaceAll("\\d+", "N"),
                            Files.deleteIfExists(address.getPath()));
                }
            }
        });
        checks.check("bind-unnamed", () -> listen(UnixDomainSocketAddress.of("")));
        checks.check("bind-twice", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var first = listen(address)) {
                return listen(address);
            }
        });
        checks.check("bind-after-close", () -> {
            UnixDomainSocketAddress address = fresh();
            listen(address).close();
            return listen(address);
        });
        checks.check("bind-after-delete", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var first = listen(address)) {
                Files.delete(address.getPath());
                try (var second = listen(address);
                        var client = SocketChannel.open(address);
                        var server = second.accept()) {
                    return server.isConnected();
                }
            }
        });
        checks.check("bind-without-directory", () -> listen(UnixDomainSocketAddress.of("/tmp/none/s")));
        checks.check("bind-long", () -> {
            Path directory = Path.of("/tmp");
            var lengths = new ArrayList<>();
            for (int length = 104; length <= 109; length++) {
                Path path = directory.resolve("x".repeat(length - 5));
                try (var listener = listen(UnixDomainSocketAddress.of(path))) {
                    lengths.add(length + " " + listener.isOpen());
                } catch (IOException e) {
                    lengths.add(length + " " + e);
                } finally {
                    Files.deleteIfExists(path);
                }
            }
            return lengths;
        });
        checks.check("connect-nowhere", () -> SocketChannel.open(fresh()));
        checks.check(
                "connect-file",
                () -> SocketChannel.open(UnixDomainSocketAddress.of(Files.createTempFile("fidelity", ""))));
        checks.check("connect-after-close", () -> {
            UnixDomainSocketAddress address = fresh();
            listen(address).close();
            return SocketChannel.open(address);
        });
        checks.check("connect-through-link", () -> {
            UnixDomainSocketAddress address = fresh();
            Path link = address.getPath().resolveSibling("link");
            try (var listener = listen(address)) {
                Files.createSymbolicLink(link, address.getPath());
                try (var client = SocketChannel.open(UnixDomainSocketAddress.of(link))) {
                    return client.isConnected();
                }
            }
        });
        checks.check("connect-after-rename", () -> {
            UnixDomainSocketAddress address = fresh();
            Path moved = address.getPath().resolveSibling("moved");
            try (var listener = listen(address)) {
                Files.move(address.getPath(), moved);
                try (var client = SocketChannel.open(UnixDomainSocketAddress.of(moved))) {
                    return List.of(
                            client.isConnected(), listener.getLocalAddress().equals(address));
                }
            }
        });
        checks.check("file", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address)) {
                BasicFileAttributes attributes =
                        Files.readAttributes(address.getPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return List.of(
                        attributes.isOther(),
                        attributes.isRegularFile(),
                        attributes.size(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(address.getPath())));
            }
        });
        checks.check("file-read", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address)) {
                return Files.readAllBytes(address.getPath());
            } catch (IOException e) {
                return List.of(e.getClass(), e.getMessage().replaceAll("\\d+", "N"));
            }
        });
        checks.check("options", () -> {
            try (var c = Connection.open()) {
                c.client
                        .setOption(StandardSocketOptions.SO_SNDBUF, 8192)
                        .setOption(StandardSocketOptions.SO_RCVBUF, 8192)
                        .setOption(StandardSocketOptions.SO_LINGER, 3);
                return List.of(
                        c.client.getOption(StandardSocketOptions.SO_SNDBUF),
                        c.client.getOption(StandardSocketOptions.SO_RCVBUF),
                        c.client.getOption(StandardSocketOptions.SO_LINGER),
                        c.server.getOption(StandardSocketOptions.SO_LINGER));
            }
        });
        checks.check("option-of-tcp", () -> {
            try (var c = Connection.open()) {
                return c.client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
        });
        checks.check("peer-credentials", () -> {
            try (var c = Connection.open()) {
                var peer = c.client.getOption(ExtendedSocketOptions.SO_PEERCRED);
                return peer.user()
                        .getName()
                        .equals(Files.getOwner(c.listened.getPath()).getName());
            }
        });
        checks.check("adaptor", () -> {
            try (var c = Connection.open()) {
                return c.client.socket();
            }
        });
    }

    private static void transfers(Checks checks) {
        checks.check("echo", () -> {
            try (var c = Connection.open()) {
                c.client.write(ascii("there"));
                String there = read(c.server);
                c.server.write(ascii("back"));
                return List.of(there, read(c.client));
            }
        });
        checks.check("write-before-accept", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address);
                    var client = SocketChannel.open(address)) {
                client.write(ascii("early"));
                try (var server = listener.accept()) {
                    return read(server);
                }
            }
        });
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
        checks.check("megabytes", () -> {
            try (var c = Connection.open()) {
                byte[] sent = new byte[3_000_000];
                for (int i = 0; i < sent.length; i++) {
                    sent[i] = (byte) (i * 31 + (i >> 8));
                }
                Thread writer = Checks.soon(() -> {
                    c.client.write(ByteBuffer.wrap(sent));
                    c.client.shutdownOutput();
                });
                ByteBuffer received = ByteBuffer.allocate(sent.length + 1);
                while (c.server.read(received) >= 0) {
                    Thread.onSpinWait();
                }
                writer.join();
                return received.flip().equals(ByteBuffer.wrap(sent));
            }
        });
        checks.check("fill-send-buffer", () -> {
            try (var c = Connection.open()) {
                c.client.configureBlocking(false);
                long sent = 0;
                for (int n = c.client.write(ByteBuffer.allocate(65_536));
                        n > 0;
                        n = c.client.write(ByteBuffer.allocate(65_536))) {
                    sent += n;
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
        checks.check("virtual-threads", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address);
                    var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.submit(() -> {
                    for (int i = 0; i < CLIENTS; i++) {
                        SocketChannel server = listener.accept();
                        executor.submit(() -> {
                            try (server) {
                                return server.write(ascii(read(server) + "!"));
                            }
                        });
                    }
                    return null;
                });
                var answers = new ArrayList<CompletableFuture<String>>();
                for (int i = 0; i < CLIENTS; i++) {
                    String text = "n" + i;
                    var answer = new CompletableFuture<String>();
                    answers.add(answer);
                    executor.submit(() -> {
                        try (var client = SocketChannel.open(address)) {
                            client.write(ascii(text));
                            answer.complete(read(client));
                        } catch (IOException e) {
                            answer.completeExceptionally(e);
                        }
                    });
                }
                int right = 0;
                for (int i = 0; i < CLIENTS; i++) {
                    right += answers.get(i).get(30, TimeUnit.SECONDS).equals("n" + i + "!") ? 1 : 0;
                }
                return right;
            }
        });
    }

    private static void ends(Checks checks) {
        checks.check("half-close", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownOutput();
                String end = read(c.server);
                c.server.write(ascii("y"));
                return List.of(end, read(c.client));
            }
        });
        checks.check("read-after-shutdown", () -> {
            try (var c = Connection.open()) {
                c.client.shutdownInput();
                return read(c.client);
            }
        });
        checks.check("write-after-peers-shutdown", () -> {
            try (var c = Connection.open()) {
                c.server.shutdownInput();
                return c.client.write(ascii("x"));
            }
        });
        checks.check("shutdown-during-read", () -> {
            try (var c = Connection.open()) {
                Checks.soon(c.client::shutdownInput);
                return read(c.client);
            }
        });
        checks.check("read-after-close", () -> {
            try (var c = Connection.open()) {
                c.client.write(ascii("last"));
                c.client.close();
                return List.of(read(c.server), read(c.server));
            }
        });
        checks.check("write-after-close", () -> {
            try (var c = Connection.open()) {
                c.client.close();
                return c.server.write(ascii("x"));
            }
        });
        checks.check("close-with-bytes-unread", () -> {
            try (var c = Connection.open()) {
                c.client.write(ascii("kept"));
                c.server.write(ascii("unread"));
                c.client.close();
                String kept = read(c.server);
                try {
                    return List.of(kept, read(c.server));
                } catch (IOException e) {
                    return List.of(kept, e.toString());
                }
            }
        });
        checks.check("listener-closes-before-accept", () -> {
            UnixDomainSocketAddress address = fresh();
            var listener = listen(address);
            try (var client = SocketChannel.open(address)) {
                listener.close();
                return read(client);
            }
        });
        checks.check("close-during-read", () -> {
            try (var c = Connection.open()) {
                Checks.soon(c.client::close);
                return read(c.client);
            } catch (IOException e) {
                return e.getClass();
            }
        });
        checks.check("interrupt-during-read", () -> {
            try (var c = Connection.open()) {
                Thread me = Thread.currentThread();
                Checks.soon(me::interrupt);
                return read(c.client);
            } catch (IOException e) {
                return List.of(e.getClass(), Thread.interrupted());
            }
        });
        checks.check("close-during-accept", () -> {
            try (var listener = listen(fresh())) {
                Checks.soon(listener::close);
                return listener.accept();
            } catch (IOException e) {
                return e.getClass();
            }
        });
        checks.check("not-yet-connected", () -> {
            try (var client = socket()) {
                return client.write(ascii("x"));
            }
        });
        checks.check("connect-twice", () -> {
            try (var c = Connection.open()) {
                return c.client.connect(c.listened);
            }
        });
    }

    private static void selectors(Checks checks) {
        checks.check("non-blocking-accept", () -> {
            try (var listener = listen(fresh())) {
                listener.configureBlocking(false);
                return "" + listener.accept();
            }
        });
        checks.check("non-blocking-connect", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address);
                    var client = socket()) {
                client.configureBlocking(false);
                return List.of(client.connect(address), client.isConnected());
            }
        });
        checks.check("select-accept", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = listen(address);
                    var selector = Selector.open()) {
                listener.configureBlocking(false);
                listener.register(selector, SelectionKey.OP_ACCEPT);
                int before = selector.selectNow();
                try (var client = SocketChannel.open(address)) {
                    int after = selector.select(5000);
                    try (var server = listener.accept()) {
                        selector.selectedKeys().clear();
                        return List.of(before, after, server.isConnected(), selector.selectNow());
                    }
                }
            }
        });
        checks.check("select-read", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                SelectionKey key = c.server.register(selector, SelectionKey.OP_READ);
                int before = selector.selectNow();
                Checks.soon(() -> c.client.write(ascii("x")));
                int after = selector.select(5000);
                boolean readable = key.isReadable();
                selector.selectedKeys().clear();
                String text = read(c.server);
                return List.of(before, after, readable, text, selector.selectNow());
            }
        });
        checks.check("select-write", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.client.configureBlocking(false);
                SelectionKey key = c.client.register(selector, SelectionKey.OP_WRITE);
                int empty = selector.selectNow();
                while (c.client.write(ByteBuffer.allocate(65_536)) > 0) {
                    Thread.onSpinWait();
                }
                selector.selectedKeys().clear();
                int full = selector.selectNow();
                Checks.soon(() -> {
                    ByteBuffer buffer = ByteBuffer.allocate(65_536);
                    c.server.configureBlocking(false);
                    while (c.server.read(buffer.clear()) > 0) {
                        Thread.onSpinWait();
                    }
                });
                return List.of(empty, full, selector.select(5000), key.isWritable());
            }
        });
        checks.check("select-peer-closed", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                SelectionKey key = c.server.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                c.client.close();
                int count = selector.select(5000);
                return List.of(count, key.readyOps(), read(c.server));
            }
        });
        checks.check("select-half-closed", () -> {
            try (var c = Connection.open();
                    var selector = Selector.open()) {
                c.server.configureBlocking(false);
                SelectionKey key = c.server.register(selector, SelectionKey.OP_READ);
                c.client.shutdownOutput();
                return List.of(selector.select(5000), key.readyOps(), read(c.server));
            }
        });
    }

    private static void waiting(Checks checks) {
        checks.check("backlog", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(address, 1);
                    var first = SocketChannel.open(address);
                    var second = SocketChannel.open(address)) {
                var third = new CompletableFuture<Boolean>();
                Thread.ofPlatform().daemon().start(() -> {
                    try (var client = SocketChannel.open(address)) {
                        third.complete(client.isConnected());
                    } catch (IOException e) {
                        third.completeExceptionally(e);
                    }
                });
                Thread.sleep(100);
                boolean early = third.isDone();
                try (var server = listener.accept()) {
                    return List.of(early, third.get(10, TimeUnit.SECONDS), server.isConnected());
                }
            }
        });
        checks.check("backlog-then-close", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(address, 1);
                    var first = SocketChannel.open(address);
                    var second = SocketChannel.open(address)) {
                Checks.soon(listener::close);
                return SocketChannel.open(address);
            }
        });
        checks.check("close-during-connect", () -> {
            UnixDomainSocketAddress address = fresh();
            try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(address, 1);
                    var first = SocketChannel.open(address);
                    var second = SocketChannel.open(address);
                    var third = socket()) {
                Checks.soon(third::close);
                third.connect(address);
                return "connected";
            } catch (IOException e) {
                return e.getClass();
            }
        });
    }
}
