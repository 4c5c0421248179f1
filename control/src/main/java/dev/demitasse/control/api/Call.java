package dev.demitasse.control.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.service.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

/** One request and its answer. Confined to the request's thread, which may block. */
final class Call {
    private static final int MOST_TEXT = 1 << 20;
    private static final int PIECE = 64 << 10;
    private static final long MOST_PASSED_OVER = 1L << 30;

    /** How often it is looked whether who is told something may still be. */
    private static final long LOOK_NANOS = 2_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Request request;
    private final Response response;
    private final List<String> parts;
    private final Fields query;
    private Optional<Caller> caller = Optional.empty();
    private BooleanSupplier stillAdmitted = () -> true;
    private boolean admitted = true;
    private long lastLook = System.nanoTime();

    Call(Request request, Response response) {
        this.request = request;
        this.response = response;
        this.parts = List.of(Request.getPathInContext(request).substring(1).split("/"));
        this.query = Request.extractQueryParameters(request);
    }

    String method() {
        return request.getMethod();
    }

    /** The path's segments. */
    List<String> parts() {
        return parts;
    }

    /** The path as a whole. */
    String path() {
        return Request.getPathInContext(request);
    }

    /** The path with what is asked of it, as it came: which token for whom, for instance. */
    String pathAndQuery() {
        return request.getHttpURI().getPathQuery();
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.getValue(name));
    }

    Optional<String> header(HttpHeader header) {
        return Optional.ofNullable(request.getHeaders().get(header));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** The value of a cookie. */
    Optional<String> cookie(String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    /** Whether nobody can read along, TLS being used. */
    boolean isSecure() {
        return request.getConnectionMetaData().isSecure();
    }

    /** Whether the client wants events as they come. */
    boolean wantsStream() {
        return header(HttpHeader.ACCEPT)
                .filter(accept -> accept.contains("text/event-stream"))
                .isPresent();
    }

    /**
     * Who asks.
     *
     * @param still whether he may still be let in, which may change while an answer goes on
     */
    void caller(Caller known, BooleanSupplier still) {
        caller = Optional.of(known);
        stillAdmitted = still;
    }

    /** Whether who was let in would still be: his token may be over, or he may have signed out. */
    boolean isStillAdmitted() {
        long now = System.nanoTime();
        if (now - lastLook > LOOK_NANOS) {
            lastLook = now;
            admitted = stillAdmitted.getAsBoolean();
        }
        return admitted;
    }

    /** Who asks; he has been let in. */
    Caller caller() {
        return caller.orElseThrow();
    }

    InputStream body() {
        return Content.Source.asInputStream(request);
    }

    /** Whether an answer has begun. */
    boolean isAnswered() {
        return response.isCommitted();
    }

    /** Reads what is left of the body and does nothing with it; no more than any image has. */
    void passOver() throws IOException {
        InputStream body = body();
        byte[] piece = new byte[PIECE];
        long left = MOST_PASSED_OVER;
        for (int count = body.read(piece); count >= 0 && left > 0; count = body.read(piece)) {
            left -= count;
        }
    }

    /** The body as text of at most a megabyte. */
    String text() throws IOException {
        byte[] bytes = body().readNBytes(MOST_TEXT + 1);
        if (bytes.length > MOST_TEXT) {
            throw new SpecException("the text is longer than a megabyte: nothing here needs as much");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void answer(int status) {
        response.setStatus(status);
    }

    void json(int status, Object value) throws IOException {
        send(status, "application/json", JSON.writeValueAsBytes(value));
    }

    void text(String type, String text) throws IOException {
        send(200, type + ";charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The body as JSON.
     *
     * @param wanted what to say is wanted when it is none
     */
    JsonNode body(String wanted) throws IOException {
        try {
            return JSON.readTree(text());
        } catch (JsonProcessingException e) {
            throw new SpecException("the body is no JSON: " + wanted + " is wanted", e);
        }
    }

    void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Answers with a document. */
    void bytes(String type, byte[] bytes) throws IOException {
        send(200, type, bytes);
    }

    private void send(int status, String type, byte[] bytes) throws IOException {
        response.setStatus(status);
        if (!request.consumeAvailable()) {
            // Part of the request is still to come, as where one is refused before its body is read: no other request
            // can
            // follow it on this connection, and who would send one is to know before the connection is closed.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (!method().equals("HEAD")) {
            try (OutputStream out = Content.Sink.asOutputStream(response)) {
                out.write(bytes);
            }
        }
    }

    /** Begins an answer without a known end. */
    OutputStream stream(String type) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        return Content.Sink.asOutputStream(response);
    }
}
