package dev.demitasse.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of HTTP/1.1 (RFC 9112) from a connection: head, then body piece by piece, then the next. Never holds more
 * than one buffer. Used by one thread at a time.
 */
final class HttpSource {
    private static final int BUFFER = 8 << 10;

    private final Wire wire;
    private final HttpParser parser;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

    private final Message message = new Message();

    private HttpSource(Wire wire, int headSize, boolean requests) {
        this.wire = wire;
        parser = requests
                ? new HttpParser((HttpParser.RequestHandler) message, headSize, HttpCompliance.RFC9110)
                : new HttpParser((HttpParser.ResponseHandler) message, headSize, HttpCompliance.RFC9110);
        // A cache of fields for each connection takes more memory than all else of it.
        parser.setHeaderCacheSize(0);
    }

    static HttpSource requests(Wire wire, int headSize) {
        return new HttpSource(wire, headSize, true);
    }

    static HttpSource responses(Wire wire, int headSize) {
        return new HttpSource(wire, headSize, false);
    }

    /**
     * Reads the head of a request.
     *
     * @param begun run when its first byte is there
     * @return the head, or null if the connection ended before its first byte
     * @throws HttpException.RuntimeException if it is not HTTP; what the status says of it
     */
    @Nullable RequestHead request(Runnable begun) throws IOException {
        begin(false);
        if (!buffered() && !fill()) {
            return null;
        }
        begun.run();
        readHead();
        settle();
        return RequestHead.of(message.method, message.target, message.version, message.fields.asImmutable());
    }

    /**
     * Reads the head of an answer, interim ones included.
     *
     * @param toHead whether the request was HEAD, whose answer has no body
     * @throws EOFException if the connection ended before
     * @throws HttpException.RuntimeException if it is not HTTP
     */
    ResponseHead response(boolean toHead) throws IOException {
        begin(toHead);
        readHead();
        settle();
        return new ResponseHead(message.version, message.status, message.reason, message.fields.asImmutable());
    }

    private void readHead() throws IOException {
        while (!message.headed) {
            if (!parse() && !message.headed) {
                more();
            }
        }
    }

    private void begin(boolean toHead) {
        parser.reset();
        parser.setHeadResponse(toHead);
        message.clear();
    }

    /** Notices the end of a message without a body, which takes no more bytes. */
    private void settle() throws IOException {
        if (!parser.hasContent()) {
            while (!message.done) {
                parse();
            }
        }
    }

    /** Whether the message has been read to its end. */
    boolean done() {
        return message.done;
    }

    /** Whether the body says its length by chunks or by the end of the connection, not by a field. */
    boolean lengthUnknown() {
        return !message.done && parser.getContentLength() < 0;
    }

    /** Whether there are bytes that were read and not parsed. */
    boolean buffered() {
        return buffer.hasRemaining();
    }

    /** Whether {@link #content} returns at once: the next piece is there, or the end. */
    boolean ready() throws IOException {
        if (!message.fetched) {
            message.content = null;
            while (message.content == null && !message.done) {
                if (!parse()) {
                    return false;
                }
            }
            message.fetched = true;
        }
        return true;
    }

    /**
     * Returns the next piece of the body, valid until the next call, or null at the end.
     *
     * @throws EOFException if the connection ended before the body
     */
    @Nullable ByteBuffer content() throws IOException {
        while (!ready()) {
            more();
        }
        message.fetched = false;
        return message.content;
    }

    /** Returns the fields after a body, once it has been read. */
    HttpFields trailers() {
        return message.trailers.asImmutable();
    }

    /** Returns what was read behind the message, for whom the connection is handed to. */
    ByteBuffer rest() {
        return buffer;
    }

    /** Parses what is there; returns false if that was nothing, and more is needed. */
    private boolean parse() throws IOException {
        boolean told = parser.parseNext(buffer);
        check();
        return told || buffered();
    }

    /** Waits for bytes to parse, or lets the parser make of the connection's end what it means here. */
    private void more() throws IOException {
        if (!fill()) {
            parser.atEOF();
            parser.parseNext(buffer);
            check();
        }
    }

    private void check() throws IOException {
        if (message.failure instanceof RuntimeException failure) {
            throw failure;
        }
        if (message.ended && !parser.isAtEOF()) {
            // The parser tells of a damaged body as of one that ended.
            throw new BadMessageException("a body whose parts are not of the length they say");
        }
        if (message.ended) {
            throw new EOFException("the connection ended within a message");
        }
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = -1;
        try {
            read = wire.read(buffer);
        } finally {
            buffer.flip();
        }
        return read >= 0;
    }

    /** What the parser has told of the message that it is in. */
    private static final class Message implements HttpParser.RequestHandler, HttpParser.ResponseHandler {
        private String method = "";
        private String target = "";
        private int status;
        private String reason = "";
        private HttpVersion version = HttpVersion.HTTP_1_1;
        private HttpFields.Mutable fields = HttpFields.build();
        private HttpFields.Mutable trailers = HttpFields.build();
        private boolean headed;
        private boolean done;
        private boolean fetched;
        private boolean ended;
        private @Nullable ByteBuffer content;
        private @Nullable HttpException failure;

        void clear() {
            fields = HttpFields.build();
            trailers = HttpFields.build();
            headed = false;
            done = false;
            fetched = false;
            content = null;
        }

        @Override
        public void startRequest(String name, String uri, HttpVersion spoken) {
            method = name;
            target = uri;
            version = checked(spoken);
        }

        @Override
        public void startResponse(HttpVersion spoken, int code, @Nullable String words) {
            version = checked(spoken);
            status = code;
            reason = words == null ? "" : words;
        }

        private static HttpVersion checked(HttpVersion spoken) {
            if (spoken != HttpVersion.HTTP_1_1 && spoken != HttpVersion.HTTP_1_0) {
                throw new BadMessageException(505, "HTTP/1.0 and HTTP/1.1 are served here, not " + spoken);
            }
            return spoken;
        }

        @Override
        public void parsedHeader(HttpField field) {
            fields.add(field);
        }

        @Override
        public void parsedTrailer(HttpField field) {
            trailers.add(field);
        }

        @Override
        public boolean headerComplete() {
            headed = true;
            return true;
        }

        @Override
        public boolean content(ByteBuffer piece) {
            content = piece;
            return true;
        }

        @Override
        public boolean contentComplete() {
            return false;
        }

        @Override
        public boolean messageComplete() {
            done = true;
            return true;
        }

        @Override
        public void earlyEOF() {
            ended = true;
        }

        @Override
        public void badMessage(HttpException bad) {
            failure = bad;
        }
    }
}
