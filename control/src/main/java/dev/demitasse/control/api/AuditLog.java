package dev.demitasse.control.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.service.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Who asked for which change, before it is made and whether or not it then is: a line of JSON for each, on disk before
 * the change begins, with the request's query and without its body, which may be a secret. Thread-safe.
 */
final class AuditLog implements AutoCloseable {
    private final FileChannel channel;
    private final ObjectMapper json = new ObjectMapper();

    private record Line(String time, String caller, String role, String method, String path) {}

    /** Goes on at the end of a file. */
    AuditLog(Path file) throws IOException {
        channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /**
     * Writes down what is about to be done.
     *
     * @throws IOException when it cannot be, so that it must not be done; no part of the line is left then
     */
    synchronized void write(Caller caller, String method, String path) throws IOException {
        var line =
                new Line(Instant.now().toString(), caller.name(), caller.role().toString(), method, path);
        ByteBuffer bytes = ByteBuffer.wrap((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        long before = channel.size();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            channel.truncate(before);
            throw new IOException("nothing was changed, since the audit log cannot be written: " + Reason.of(e), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
