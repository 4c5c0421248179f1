package dev.demitasse.net.simulation;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import java.nio.ByteBuffer;

/**
 * One connection over which each side sends so many bytes that both know, then ends its direction, and checks what it
 * receives byte by byte.
 */
public final class BulkTransfer {
    private final Side client;
    private final Side server;
    private final TcpListener listener;
    private final Host serverHost;
    private final Host clientHost;

    /** How one side writes and reads. */
    private static final class Side implements Host.Program {
        private final long toSend;
        private final long toReceive;
        private final int chunk;
        private final long pattern;
        private final long expected;
        private final ByteBuffer buffer;

        /** What is made and not yet written. */
        private final ByteBuffer pending;

        private TcpSocket socket;
        private boolean connecting;
        private long sent;
        private long received;
        private boolean finished;
        private boolean ended;
        private boolean closed;
        private long pauseUntil;
        private long slowdown;
        private final Simulation simulation;

        Side(
                Simulation simulation,
                TcpSocket socket,
                long toSend,
                long toReceive,
                int chunk,
                long pattern,
                long expected) {
            this.simulation = simulation;
            this.socket = socket;
            this.toSend = toSend;
            this.toReceive = toReceive;
            this.chunk = chunk;
            this.pattern = pattern;
            this.expected = expected;
            this.buffer = ByteBuffer.allocate(chunk);
            this.pending = ByteBuffer.allocate(chunk).limit(0);
        }

        @Override
        public boolean step() {
            if (closed) {
                return false;
            }
            if (connecting) {
                if (!socket.finishConnect()) {
                    return false;
                }
                connecting = false;
            }
            boolean did = write() | read();
            if (finished && ended) {
                socket.close();
                closed = true;
            }
            return did;
        }

        private boolean write() {
            if (finished) {
                return false;
            }
            if (sent == toSend) {
                socket.shutdownOutput();
                finished = true;
                return true;
            }
            if (!pending.hasRemaining()) {
                int length = (int) Math.min(chunk, toSend - sent);
                pending.clear();
                for (int i = 0; i < length; i++) {
                    pending.put(at(pattern, sent + i));
                }
                pending.flip();
            }
            int count = socket.write(pending);
            if (count <= 0) {
                return false;
            }
            sent += count;
            return true;
        }

        private boolean read() {
            if (ended) {
                return false;
            }
            if (slowdown > 0 && simulation.nanoTime() < pauseUntil) {
                return false;
            }
            int count = socket.read(buffer.clear());
            if (slowdown > 0 && count > 0) {
                pauseUntil = simulation.nanoTime() + slowdown;
                simulation.at(pauseUntil, () -> {});
            }
            if (count == NetworkSocket.END_OF_STREAM) {
                if (received != toReceive) {
                    throw new AssertionError("stream ended after " + received + " of " + toReceive + " bytes");
                }
                ended = true;
                return true;
            }
            if (count <= 0) {
                return false;
            }
            buffer.flip();
            for (int i = 0; i < count; i++) {
                byte b = buffer.get();
                if (b != at(expected, received)) {
                    throw new AssertionError("byte " + received + " is wrong");
                }
                received++;
            }
            return true;
        }

        private static byte at(long pattern, long index) {
            long mixed = (pattern + index) * 0x9e37_79b9_7f4a_7c15L;
            return (byte) (mixed >>> 56);
        }
    }

    /** Starts to connect from a port of the client's choice to the server. */
    public BulkTransfer(Host client, Host server, Endpoint at, long fromClient, long fromServer, int chunk, long seed) {
        TcpSocket listening = server.stack().tcpSocket();
        listening.bind(at);
        this.listener = listening.listen(4);
        TcpSocket connecting = client.stack().tcpSocket();
        this.client = new Side(client.simulation(), connecting, fromClient, fromServer, chunk, seed, ~seed);
        this.server = new Side(client.simulation(), connecting, fromServer, fromClient, chunk, ~seed, seed);
        this.client.connecting = true;
        this.serverHost = server;
        this.clientHost = client;
        connecting.connect(at);
        client.run(this.client);
        server.run(this::accept);
    }

    private boolean accept() {
        if (listener.closed()) {
            return false;
        }
        TcpSocket accepted = listener.accept().orElse(null);
        if (accepted == null) {
            return false;
        }
        server.socket = accepted;
        serverHost.run(server);
        listener.close();
        return true;
    }

    /** Whether both sides have got everything, and closed. */
    public boolean done() {
        return client.closed && server.closed;
    }

    /** Whether both sides know of the connection. */
    public boolean established() {
        return listener.closed();
    }

    /** Bytes the server has read so far. */
    public long received() {
        return server.received;
    }

    /** The client's socket. */
    public TcpSocket clientSocket() {
        return client.socket;
    }

    /** Has each side read only now and then: {@code chunk} bytes every so many nanoseconds. */
    public BulkTransfer readSlowly(long nanos) {
        client.slowdown = nanos;
        server.slowdown = nanos;
        return this;
    }

    /** How far it is. */
    @Override
    public String toString() {
        return "client sent " + client.sent + "/" + client.toSend + " received " + client.received + "/"
                + client.toReceive + ", server sent " + server.sent + " received " + server.received + ", client "
                + (client.closed ? "closed" : client.socket.state()) + " "
                + clientHost.stack().counters().tcpRetransSegs;
    }
}
