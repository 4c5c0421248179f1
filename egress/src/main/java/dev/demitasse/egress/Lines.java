package dev.demitasse.egress;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines over a socket. One thread reads; any may write. */
final class Lines implements Closeable {
    private final SocketChannel channel;
    private final BufferedReader reader;

    Lines(SocketChannel channel) {
        this.channel = channel;
        this.reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** The next line; null at the end. */
    @Nullable String read() throws IOException {
        return reader.readLine();
    }

    /** Writes one line, whole. */
    synchronized void write(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
