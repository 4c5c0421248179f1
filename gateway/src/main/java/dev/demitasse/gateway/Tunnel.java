package dev.demitasse.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** A client's connection and a backend's that have gone over to another protocol: bytes pass both ways until both end. */
final class Tunnel {
    private static final System.Logger LOG = System.getLogger(Tunnel.class.getName());

    private final HttpSession session;
    private final BackendConnection backend;
    private final Visit visit;
    private final CountDownLatch ended = new CountDownLatch(1);

    Tunnel(HttpSession session, BackendConnection backend, Visit visit) {
        this.session = session;
        this.backend = backend;
        this.visit = visit;
    }

    /** Returns when both directions have ended. */
    void run() {
        Thread.ofVirtual().name("gateway tunnel").start(() -> {
            carry(session.client, session.source.rest(), backend.wire, true);
            ended.countDown();
        });
        carry(backend.wire, backend.source.rest(), session.client, false);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        backend.wire.close();
    }

    /** Carries first what was read with the head, then what comes. */
    private void carry(Wire from, ByteBuffer first, Wire to, boolean in) {
        try {
            pass(first, to, in);
            var buffer = ByteBuffer.allocate(TcpSession.BUFFER);
            while (from.read(buffer) >= 0) {
                pass(buffer.flip(), to, in);
                buffer.clear();
            }
            to.finish();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection passed through broke off", e);
            backend.wire.reset();
            session.client.reset();
        }
    }

    private void pass(ByteBuffer bytes, Wire to, boolean in) throws IOException {
        if (in) {
            visit.bytesIn(bytes.remaining());
        } else {
            visit.bytesOut(bytes.remaining());
        }
        to.write(bytes);
        session.allow(session.service.options().stalled());
    }
}
