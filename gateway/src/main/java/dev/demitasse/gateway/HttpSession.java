package dev.demitasse.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** One connection of an HTTP client: its requests, one after the other. Confined to its thread, but for time and end. */
final class HttpSession implements Listener.Session, Deadlines.Timed {
    /** How much of a body that nobody wants is read, so that the client sees the answer rather than a reset. */
    private static final int LINGER_BYTES = 1 << 20;

    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(HttpSession.class.getName());

    final Wire client;
    final HttpService service;
    final HttpSource source;
    final HttpSink sink;
    private volatile long deadline;

    /** What else ends when this does, and what is done instead of an end when time is over. */
    private volatile @Nullable HttpExchange exchange;

    private volatile boolean closed;

    HttpSession(Wire client, HttpService service) {
        this.client = client;
        this.service = service;
        source = HttpSource.requests(client, service.options().headSize());
        sink = new HttpSink(client);
        allow(service.options().head());
    }

    @Override
    public void run() {
        service.deadlines().add(this);
        try {
            client.open();
            while (!closed && serveOne()) {
                // The next one.
            }
            linger();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the connection with " + client.remote() + " ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves a request; returns whether the connection is kept for another. */
    private boolean serveOne() throws IOException, InterruptedException {
        allow(service.options().idle());
        RequestHead head;
        try {
            head = source.request(() -> allow(service.options().head()));
        } catch (HttpException.RuntimeException e) {
            answer(
                    e.getCode(),
                    e.getReason() == null ? "this is not a request of HTTP/1.1" : e.getReason(),
                    null,
                    false);
            return false;
        }
        if (head == null) {
            return false;
        }
        var next = new HttpExchange(this, head);
        exchange = next;
        try {
            return next.serve();
        } finally {
            exchange = null;
        }
    }

    /** Answers with a status and a line of text. */
    void answer(int status, String text, @Nullable Duration retryAfter, boolean keep) throws IOException {
        allow(service.options().stalled());
        var body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        var reason = HttpStatus.getMessage(status);
        sink.statusLine(status, reason);
        sink.field("Content-Type", "text/plain; charset=utf-8");
        sink.field("Content-Length", Integer.toString(body.length));
        if (retryAfter != null) {
            sink.field("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        if (!keep) {
            sink.field("Connection", "close");
        }
        sink.endHead();
        sink.content(ByteBuffer.wrap(body));
        sink.end(HttpFields.EMPTY);
    }

    /** Ends the connection in order: what the client still sends would reset it, and the last answer with it. */
    private void linger() throws IOException {
        allow(LINGER);
        client.finish();
        var waste = ByteBuffer.allocate(4 << 10);
        int left = LINGER_BYTES;
        for (int read = client.read(waste); read >= 0 && left > 0; read = client.read(waste.clear())) {
            left -= read;
        }
    }

    /** Sets how long it may take to the next step. */
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void expire() {
        var current = exchange;
        if (current == null || !current.expire()) {
            close();
        }
    }

    @Override
    public void close() {
        closed = true;
        service.deadlines().remove(this);
        client.close();
        var current = exchange;
        if (current != null) {
            current.cut();
        }
    }
}
