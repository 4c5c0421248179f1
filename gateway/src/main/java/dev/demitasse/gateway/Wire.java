package dev.demitasse.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One connection, plain or with TLS, for a reading and a writing virtual thread. Every method may be called while another
 * thread is in one; after {@link #close} or {@link #reset} those that block fail.
 */
interface Wire extends AutoCloseable {
    /** Does the handshake, if there is one. Before all else. */
    void open() throws IOException;

    /** Reads at least a byte into the buffer, which has room; returns how many, -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all of the buffer. */
    void write(ByteBuffer from) throws IOException;

    /** Says that nothing more is written; reading goes on. */
    void finish() throws IOException;

    /** Closes in both directions; what has been written still arrives. */
    @Override
    void close();

    /** Closes so that the peer sees a reset. */
    void reset();

    /** Where the peer is. */
    InetSocketAddress remote();

    /** The address on this side. */
    InetSocketAddress local();
}
