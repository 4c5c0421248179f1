package dev.demitasse.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;

/** A connection of TCP whose TLS ends here. Buffers must have arrays. */
final class TlsWire implements Wire {
    private final PlainWire plain;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Makes it over an accepted connection; the handshake comes with {@link #open}. */
    TlsWire(PlainWire plain, TlsIdentity identity) throws IOException {
        this.plain = plain;
        // Without bytes read before: this is what makes it the server's side.
        socket = (SSLSocket) identity.context()
                .getSocketFactory()
                .createSocket(plain.channel().socket(), InputStream.nullInputStream(), true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    @Override
    public void open() throws IOException {
        socket.startHandshake();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int read = in.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (read > 0) {
            into.position(into.position() + read);
        }
        return read;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        out.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
        from.position(from.limit());
    }

    @Override
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * {@inheritDoc} Without waiting: another thread may be in the midst of writing to a peer that reads nothing. So the
     * end that TLS knows is only sent by {@link #finish}.
     */
    @Override
    public void close() {
        plain.close();
    }

    @Override
    public void reset() {
        plain.reset();
    }

    @Override
    public InetSocketAddress remote() {
        return plain.remote();
    }

    @Override
    public InetSocketAddress local() {
        return plain.local();
    }
}
