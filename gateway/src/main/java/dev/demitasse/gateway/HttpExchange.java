package dev.demitasse.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, on one backend after the other while nothing is lost by that: until a connection is there,
 * and, if it may be done twice and has no body, until the answer's head is there.
 *
 * <p>Confined to the session's thread, but for the body of the request, which is carried by a second one, since a backend
 * may answer before it has read all; and for {@link #expire} and {@link #cut}.
 */
final class HttpExchange {
    /** A request that has outlived so many backends may be what kills them. */
    private static final int MOST_BACKENDS = 3;

    /** How long a complete answer waits for the end of its request's body, before the connection is given up. */
    private static final long UPLOAD_MILLIS = 100;

    private static final System.Logger LOG = System.getLogger(HttpExchange.class.getName());

    private final HttpSession session;
    private final HttpOptions options;
    private final RequestHead request;
    private final boolean hasBody;
    private final boolean lengthUnknown;
    /** The connection that this owns: whoever takes it from here ends it or gives it back. */
    private final AtomicReference<@Nullable BackendConnection> backend = new AtomicReference<>();

    private volatile boolean awaiting;
    private volatile boolean late;

    /** Why the rest of the request's body will not come; for that no backend is to blame. */
    private volatile @Nullable Exception broken;

    /** How an attempt with one backend ended. */
    private enum Outcome {
        /** The answer is complete; the connection may serve another request. */
        ANSWERED,
        /** The answer is complete; the connection ends. */
        ANSWERED_LAST,
        /** Nothing is lost; another backend may answer. */
        AGAIN,
        /** As before, and the connection was an old one, of which nothing can be said against the backend. */
        STALE
    }

    /** The client is gone, of which the backend is not to blame. */
    private static final class ClientGone extends IOException {
        private static final long serialVersionUID = 1;

        ClientGone(Exception cause) {
            super("the client is gone", cause);
        }
    }

    HttpExchange(HttpSession session, RequestHead request) {
        this.session = session;
        this.options = session.service.options();
        this.request = request;
        hasBody = !session.source.done();
        lengthUnknown = session.source.lengthUnknown();
    }

    /** Serves it; returns whether the client's connection may serve another. */
    boolean serve() throws IOException, InterruptedException {
        if (request.method().equals("CONNECT")) {
            return refuse(501, "this is a gateway to services, not a proxy: no CONNECT", null);
        }
        var route = session.service.routes().find(request.host(), request.path());
        if (route.isEmpty()) {
            return refuse(
                    404,
                    "no service is published for host %s, path %s"
                            .formatted(request.host().isEmpty() ? "(none)" : request.host(), request.path()),
                    null);
        }
        var upstream = route.get().upstream();
        upstream.requests.increment();
        try (var visit = upstream.visit()) {
            return serve(upstream, visit);
        } catch (Refusal e) {
            return refuse(e);
        }
    }

    private boolean serve(Upstream upstream, Visit visit) throws IOException, InterruptedException {
        boolean fresh = false;
        for (int backends = 0; backends < MOST_BACKENDS; ) {
            session.allow(upstream.limits().patience().plus(options.connect()));
            Lease lease;
            try {
                lease = visit.lease();
            } catch (Refusal e) {
                visit.error();
                return refuse(e);
            }
            try (lease) {
                var connection = connect(lease, fresh);
                if (connection == null) {
                    continue;
                }
                switch (attempt(lease, connection, visit)) {
                    case ANSWERED -> {
                        return true;
                    }
                    case ANSWERED_LAST -> {
                        return false;
                    }
                    case AGAIN -> backends++;
                    case STALE -> fresh = true;
                }
            }
        }
        visit.error();
        return refuse(
                502, "service %s lost %d instances to this request".formatted(upstream.name(), MOST_BACKENDS), null);
    }

    private @Nullable BackendConnection connect(Lease lease, boolean fresh) {
        try {
            var client = new ProxyHeader(session.client.remote(), session.client.local());
            var connection = session.service.backends().take(lease, client, fresh);
            lease.connected();
            return connection;
        } catch (IOException e) {
            lease.failed("no connection with " + lease.backend().address() + ": " + e.getMessage());
            return null;
        }
    }

    private Outcome attempt(Lease lease, BackendConnection connection, Visit visit) throws IOException {
        backend.set(connection);
        late = false;
        var upload = CompletableFuture.<@Nullable Void>completedFuture(null);
        ResponseHead answer;
        try {
            await();
            ForwardedRequest.write(request, lengthUnknown, session.client, options.tls() != null, connection.sink);
            if (hasBody) {
                upload = carryBody(connection, visit);
            } else {
                connection.sink.flush();
            }
            answer = answer(connection);
            lease.answered();
            visit.answered();
        } catch (ClientGone e) {
            connection.wire.reset();
            throw e;
        } catch (IOException | HttpException.RuntimeException e) {
            connection.wire.reset();
            return unanswered(lease, connection, visit, upload, e);
        } finally {
            awaiting = false;
        }
        if (answer.status() == 101) {
            return upgrade(connection, visit, answer);
        }
        return carryAnswer(lease, connection, visit, answer, upload);
    }

    /** The backend's answer is awaited from now on. */
    private void await() {
        awaiting = true;
        session.allow(options.answer());
    }

    /** Reads the answer's head; interim ones before it are passed on. */
    private ResponseHead answer(BackendConnection connection) throws IOException {
        while (true) {
            var head = connection.source.response(request.method().equals("HEAD"));
            if (!head.interim()) {
                return head;
            }
            if (request.version() == HttpVersion.HTTP_1_1) {
                toClient(() -> {
                    session.sink.statusLine(head.status(), head.reason());
                    fields(head);
                    session.sink.endHead();
                    session.sink.flush();
                });
            }
        }
    }

    private Outcome unanswered(
            Lease lease,
            BackendConnection connection,
            Visit visit,
            CompletableFuture<@Nullable Void> upload,
            Exception e)
            throws IOException {
        var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        LOG.log(System.Logger.Level.DEBUG, "no answer from " + lease.backend() + ": " + reason);
        switch (broken) {
            case null -> {}
            case HttpException bad -> {
                refuse(bad.getCode(), "the request's body is not in order: " + bad.getReason(), null);
                return Outcome.ANSWERED_LAST;
            }
            case Exception gone -> throw new ClientGone(gone);
        }
        if (late && !upload.isDone()) {
            refuse(408, "the rest of the request did not come", null);
            return Outcome.ANSWERED_LAST;
        }
        if (late) {
            visit.error();
            refuse(504, "the instance did not answer within " + options.answer(), null);
            return Outcome.ANSWERED_LAST;
        }
        boolean again = request.idempotent() && !hasBody && e instanceof IOException;
        if (connection.used && again) {
            return Outcome.STALE;
        }
        if (!lease.aborted()) {
            lease.failed("no answer: " + reason);
        }
        if (again) {
            return Outcome.AGAIN;
        }
        visit.error();
        refuse(502, "the instance ended before it answered: " + reason, null);
        return Outcome.ANSWERED_LAST;
    }

    private Outcome carryAnswer(
            Lease lease,
            BackendConnection connection,
            Visit visit,
            ResponseHead answer,
            CompletableFuture<@Nullable Void> upload)
            throws IOException {
        session.allow(options.stalled());
        boolean toEnd = connection.source.lengthUnknown() && request.version() == HttpVersion.HTTP_1_0;
        // A body that is still on its way when the answer is there may never be read.
        boolean keep = !toEnd && request.persistent() && uploaded(upload);
        try {
            toClient(() -> head(answer, connection.source, keep));
            carryContent(connection.source, visit);
            var trailers = connection.source.trailers();
            toClient(() -> session.sink.end(trailers));
        } catch (ClientGone e) {
            connection.wire.reset();
            throw e;
        } catch (IOException | HttpException.RuntimeException e) {
            // What is missing must not look like an end.
            session.client.reset();
            connection.wire.reset();
            visit.error();
            if (!lease.aborted()) {
                lease.failed("the answer broke off: " + e.getMessage());
            }
            throw e instanceof IOException io ? io : new IOException(e);
        }
        boolean ours = backend.getAndSet(null) != null;
        if (ours && answer.persistent() && connection.source.done() && upload.state() == Future.State.SUCCESS) {
            session.service.backends().giveBack(lease, connection);
        } else {
            connection.wire.close();
        }
        return keep ? Outcome.ANSWERED : Outcome.ANSWERED_LAST;
    }

    /** Whether the request's body has been carried; waits a moment for who is about to say so. */
    private static boolean uploaded(CompletableFuture<@Nullable Void> upload) {
        try {
            upload.get(UPLOAD_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void head(ResponseHead answer, HttpSource body, boolean keep) throws IOException {
        session.sink.statusLine(answer.status(), answer.reason());
        fields(answer);
        if (body.lengthUnknown() && request.version() == HttpVersion.HTTP_1_1) {
            session.sink.chunked();
        }
        if (!keep) {
            session.sink.field("Connection", "close");
        } else if (request.version() == HttpVersion.HTTP_1_0) {
            session.sink.field("Connection", "keep-alive");
        }
        session.sink.endHead();
    }

    private void fields(ResponseHead answer) throws IOException {
        for (HttpField field : answer.fields()) {
            if (!RequestHead.hopByHop(field, answer.fields())) {
                session.sink.field(field);
            }
        }
    }

    private void carryContent(HttpSource from, Visit visit) throws IOException {
        while (true) {
            if (!from.ready()) {
                toClient(session.sink::flush);
            }
            var piece = from.content();
            if (piece == null) {
                return;
            }
            visit.bytesOut(piece.remaining());
            toClient(() -> session.sink.content(piece));
            session.allow(options.stalled());
        }
    }

    /** Sends what has come of the body already, and leaves the rest to a thread of its own. */
    private CompletableFuture<@Nullable Void> carryBody(BackendConnection connection, Visit visit) throws IOException {
        var done = new CompletableFuture<@Nullable Void>();
        if (carryBody(connection.sink, visit, false)) {
            done.complete(null);
            return done;
        }
        connection.sink.flush();
        Thread.ofVirtual().name("gateway body").start(() -> {
            try {
                carryBody(connection.sink, visit, true);
                done.complete(null);
            } catch (IOException e) {
                done.completeExceptionally(e);
                if (awaiting) {
                    // Nobody will answer half a request.
                    cut();
                }
            }
        });
        return done;
    }

    /** Carries the body to its end, or to where it would have to be waited for; returns whether that was the end. */
    private boolean carryBody(HttpSink to, Visit visit, boolean wait) throws IOException {
        while (true) {
            if (!bodyReady()) {
                if (!wait) {
                    return false;
                }
                to.flush();
            }
            var piece = bodyPiece();
            if (piece == null) {
                to.end(session.source.trailers());
                return true;
            }
            visit.bytesIn(piece.remaining());
            to.content(piece);
            session.allow(awaiting ? options.answer() : options.stalled());
        }
    }

    private boolean bodyReady() throws IOException {
        try {
            return session.source.ready();
        } catch (IOException | HttpException.RuntimeException e) {
            throw broke(e);
        }
    }

    private @Nullable ByteBuffer bodyPiece() throws IOException {
        try {
            return session.source.content();
        } catch (IOException | HttpException.RuntimeException e) {
            throw broke(e);
        }
    }

    private IOException broke(Exception e) {
        broken = e;
        return e instanceof IOException ended ? ended : new IOException(e);
    }

    private Outcome upgrade(BackendConnection connection, Visit visit, ResponseHead answer) throws IOException {
        if (!request.upgrades()) {
            connection.wire.reset();
            visit.error();
            refuse(502, "the instance changed to another protocol, for which nobody had asked", null);
            return Outcome.ANSWERED_LAST;
        }
        toClient(() -> {
            session.sink.statusLine(answer.status(), answer.reason());
            for (HttpField field : answer.fields()) {
                session.sink.field(field);
            }
            session.sink.endHead();
            session.sink.flush();
        });
        visit.passedThrough();
        new Tunnel(session, connection, visit).run();
        return Outcome.ANSWERED_LAST;
    }

    /** A write to the client. */
    @FunctionalInterface
    private interface ToClient {
        void write() throws IOException;
    }

    private static void toClient(ToClient write) throws ClientGone {
        try {
            write.write();
        } catch (IOException e) {
            throw new ClientGone(e);
        }
    }

    private boolean refuse(Refusal refusal) throws IOException {
        int status = switch (refusal.kind()) {
            case UNAVAILABLE -> 503;
            case TOO_MANY -> 429;
            case TIMEOUT -> 504;
        };
        return refuse(status, refusal.reason(), refusal.retryAfter());
    }

    private boolean refuse(int status, String reason, @Nullable Duration retryAfter) throws IOException {
        boolean keep = !hasBody && request.persistent();
        session.answer(status, reason, retryAfter, keep);
        return keep;
    }

    /** Time is over; returns whether that is dealt with, as by telling the client so. */
    boolean expire() {
        if (!awaiting) {
            return false;
        }
        late = true;
        session.allow(options.stalled());
        cut();
        return true;
    }

    /** Ends the backend's connection, if there is one; from another thread. */
    void cut() {
        var current = backend.getAndSet(null);
        if (current != null) {
            current.wire.reset();
        }
    }
}
