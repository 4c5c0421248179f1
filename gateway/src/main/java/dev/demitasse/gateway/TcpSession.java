package dev.demitasse.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection of TCP, passed through. Its own thread finds a backend and carries what that says to the client; a second
 * one carries what the client says, and outlives a backend that dies before it answered, since a read of the client's bytes
 * can't be taken back.
 */
final class TcpSession implements Listener.Session, Deadlines.Timed {
    /** A buffer for each direction of each connection. */
    static final int BUFFER = 16 << 10;

    /** How long a connection that one side has ended may go on in the other direction without a byte. */
    private static final Duration HALF_CLOSED = Duration.ofMinutes(1);

    /** A connection that has outlived so many backends has something to do with it. */
    private static final int MOST_BACKENDS = 5;

    private static final System.Logger LOG = System.getLogger(TcpSession.class.getName());

    private final Wire client;
    private final Upstream upstream;
    private final TcpOptions options;
    private final Deadlines deadlines;
    private volatile Duration patience;
    private volatile long deadline;

    // Guarded by this, all below.
    private final ByteBuffer held;
    /** Whether a backend was sent bytes that are not held. */
    private boolean touched;

    private boolean answered;
    private boolean clientEnded;
    private boolean over;
    private boolean carrying;
    /** Whether bytes are being written of which it is not known yet whether the backend gets them. */
    private boolean writing;

    private @Nullable PlainWire backend;

    TcpSession(Wire client, Upstream upstream, TcpOptions options, Deadlines deadlines) {
        this.client = client;
        this.upstream = upstream;
        this.options = options;
        this.deadlines = deadlines;
        held = ByteBuffer.allocate(options.hold());
        patience = options.connect();
        progress();
    }

    @Override
    public void run() {
        deadlines.add(this);
        upstream.connections.increment();
        try {
            client.open();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no TLS with " + client.remote(), e);
            return;
        }
        try (var visit = upstream.visit()) {
            serve(visit);
        } catch (Refusal e) {
            client.reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Visit visit) throws InterruptedException {
        for (int backends = 0; ; ) {
            patience = upstream.limits().patience().plus(options.connect());
            progress();
            Lease lease;
            try {
                lease = visit.lease();
            } catch (Refusal e) {
                LOG.log(System.Logger.Level.DEBUG, e.reason());
                visit.error();
                client.reset();
                return;
            }
            try (lease) {
                var wire = connect(lease);
                if (wire == null) {
                    continue;
                }
                if (relay(lease, wire, visit)) {
                    return;
                }
            }
            if (++backends == MOST_BACKENDS) {
                visit.error();
                client.reset();
                return;
            }
        }
    }

    private @Nullable PlainWire connect(Lease lease) {
        PlainWire wire = null;
        try {
            wire = PlainWire.connect(lease.backend().address(), options.connect());
            lease.onAbort(wire::reset);
            wire.write(new ProxyHeader(client.remote(), client.local()).bytes(options.proxyProtocol()));
            lease.connected();
            return wire;
        } catch (IOException e) {
            if (wire != null) {
                wire.close();
            }
            lease.failed("no connection with " + lease.backend().address() + ": " + e.getMessage());
            return null;
        }
    }

    /** Returns whether that is the end of the connection; if not, it is to be tried on another backend. */
    private boolean relay(Lease lease, PlainWire wire, Visit visit) throws InterruptedException {
        patience = options.idle();
        progress();
        try {
            if (!begin(wire, visit)) {
                wire.close();
                return true;
            }
            carryAnswer(lease, wire, visit);
        } catch (IOException e) {
            wire.close();
            if (retreat()) {
                if (!lease.aborted()) {
                    lease.failed("the connection ended before an answer: " + e.getMessage());
                }
                return false;
            }
            fail(visit, lease);
            return true;
        }
        finishClient();
        awaitClient();
        wire.close();
        return true;
    }

    /** Sends what is held and lets the client's bytes go to this backend; returns whether the session still goes on. */
    private synchronized boolean begin(PlainWire wire, Visit visit) throws IOException {
        if (over) {
            return false;
        }
        wire.write(held.duplicate().flip());
        if (clientEnded) {
            wire.finish();
        }
        backend = wire;
        notifyAll();
        if (!carrying) {
            carrying = true;
            Thread.ofVirtual().name("gateway client").start(() -> carryRequest(visit));
        }
        return true;
    }

    private void carryAnswer(Lease lease, PlainWire wire, Visit visit) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        for (int read = wire.read(buffer); read >= 0; read = wire.read(buffer)) {
            if (!answered()) {
                lease.answered();
            }
            visit.bytesOut(read);
            try {
                client.write(buffer.flip());
            } catch (IOException e) {
                // The client has left: the backend's other bytes are for nobody.
                wire.reset();
                end();
                return;
            }
            buffer.clear();
            progress();
        }
        answered();
    }

    /** Marks that the backend answered, so that there is no other; returns whether it had before. */
    private synchronized boolean answered() {
        boolean before = answered;
        answered = true;
        return before;
    }

    private void carryRequest(Visit visit) {
        var buffer = ByteBuffer.allocate(BUFFER);
        try {
            for (int read = client.read(buffer); read >= 0; read = client.read(buffer)) {
                visit.bytesIn(read);
                progress();
                pass(buffer.flip());
                buffer.clear();
            }
            endRequest();
        } catch (IOException e) {
            // The client is gone.
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    /** Sends bytes to the backend; to the next one if this one is dead and got none of them. */
    private void pass(ByteBuffer bytes) throws InterruptedException {
        if (hold(bytes)) {
            return;
        }
        int begin = bytes.position();
        for (var to = awaitBackend(null); to != null; to = awaitBackend(to)) {
            try {
                to.write(bytes);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a backend took no more of " + client.remote(), e);
            }
            if (wrote(bytes.position() > begin)) {
                // Whether an answer still comes, the other thread learns; what is left is for nobody.
                return;
            }
        }
    }

    /** Keeps a copy of bytes while that makes sense, and sends them; returns whether it did. */
    private boolean hold(ByteBuffer bytes) {
        PlainWire to;
        synchronized (this) {
            if (answered || touched || bytes.remaining() > held.remaining()) {
                return false;
            }
            held.put(bytes.duplicate());
            to = backend;
        }
        if (to != null) {
            try {
                to.write(bytes);
            } catch (IOException e) {
                // They are sent to the next backend, or no more.
                LOG.log(System.Logger.Level.DEBUG, "a backend took no more of " + client.remote(), e);
            }
        }
        return true;
    }

    /** Waits for a backend other than one that is dead; null if there will be none. */
    private synchronized @Nullable PlainWire awaitBackend(@Nullable PlainWire dead) throws InterruptedException {
        while (!over && (backend == null || backend == dead)) {
            wait();
        }
        writing = !over;
        return over ? null : backend;
    }

    /** Says whether the backend was sent something, so that no other can take its place; returns whether that is so. */
    private synchronized boolean wrote(boolean something) {
        writing = false;
        touched |= something;
        notifyAll();
        return touched || answered;
    }

    private synchronized void endRequest() {
        clientEnded = true;
        notifyAll();
        if (patience.compareTo(HALF_CLOSED) > 0) {
            patience = HALF_CLOSED;
        }
        progress();
        if (backend != null) {
            try {
                backend.finish();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "a backend has ended before its client", e);
            }
        }
    }

    /** Gives up the backend if another may take its place. */
    private synchronized boolean retreat() throws InterruptedException {
        while (writing) {
            wait();
        }
        if (over || answered || touched) {
            return false;
        }
        backend = null;
        return true;
    }

    private void fail(Visit visit, Lease lease) {
        boolean ours;
        synchronized (this) {
            ours = !over && !clientEnded;
            if (!over && !answered && !lease.aborted()) {
                lease.failed("the connection ended before an answer");
            }
        }
        if (ours) {
            visit.error();
        }
        client.reset();
        end();
    }

    private void finishClient() {
        try {
            client.finish();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the client " + client.remote() + " has left", e);
            end();
        }
    }

    /** The backend has ended; waits for the client to end, too. */
    private synchronized void awaitClient() {
        if (patience.compareTo(HALF_CLOSED) > 0) {
            patience = HALF_CLOSED;
        }
        progress();
        try {
            while (!clientEnded && !over) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void progress() {
        deadline = System.nanoTime() + patience.toNanos();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void expire() {
        close();
    }

    private void end() {
        PlainWire last;
        synchronized (this) {
            over = true;
            last = backend;
            notifyAll();
        }
        client.close();
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void close() {
        deadlines.remove(this);
        end();
    }
}
