package dev.demitasse.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/**
 * Writes messages of HTTP/1.1 (RFC 9112) to a connection. Gathers what is written in one buffer until it is full or
 * {@link #flush}ed. Used by one thread at a time.
 */
final class HttpSink {
    private static final int BUFFER = 8 << 10;
    private static final byte[] LINE = {'\r', '\n'};

    private final Wire wire;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private boolean chunked;

    HttpSink(Wire wire) {
        this.wire = wire;
    }

    void requestLine(String method, String target) throws IOException {
        text(method + " ", StandardCharsets.US_ASCII);
        text(target, StandardCharsets.UTF_8);
        text(" HTTP/1.1\r\n", StandardCharsets.US_ASCII);
        chunked = false;
    }

    void statusLine(int status, String reason) throws IOException {
        text("HTTP/1.1 " + status + " " + reason + "\r\n", StandardCharsets.ISO_8859_1);
        chunked = false;
    }

    void field(HttpField field) throws IOException {
        var value = field.getValue();
        field(field.getName(), value == null ? "" : value);
    }

    /** Writes a field; what a parser let through has no line ends in it. */
    void field(String name, String value) throws IOException {
        text(name + ": " + value + "\r\n", StandardCharsets.ISO_8859_1);
    }

    /** Says that the body comes in chunks. */
    void chunked() throws IOException {
        field("Transfer-Encoding", "chunked");
        chunked = true;
    }

    void endHead() throws IOException {
        put(ByteBuffer.wrap(LINE));
    }

    void content(ByteBuffer piece) throws IOException {
        if (!piece.hasRemaining()) {
            return;
        }
        if (chunked) {
            text(Integer.toHexString(piece.remaining()) + "\r\n", StandardCharsets.US_ASCII);
        }
        put(piece);
        if (chunked) {
            put(ByteBuffer.wrap(LINE));
        }
    }

    /** Ends the message and writes all of it. */
    void end(HttpFields trailers) throws IOException {
        if (chunked) {
            text("0\r\n", StandardCharsets.US_ASCII);
            for (var field : trailers) {
                field(field);
            }
            endHead();
        }
        flush();
    }

    private void text(String text, Charset charset) throws IOException {
        put(ByteBuffer.wrap(text.getBytes(charset)));
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(bytes.remaining(), buffer.remaining());
            buffer.put(buffer.position(), bytes, bytes.position(), count);
            buffer.position(buffer.position() + count);
            bytes.position(bytes.position() + count);
        }
    }

    /** Writes what has been gathered. */
    void flush() throws IOException {
        if (buffer.position() > 0) {
            wire.write(buffer.flip());
            buffer.clear();
        }
    }
}
