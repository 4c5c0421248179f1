package dev.demitasse.machine;

import java.nio.ByteBuffer;

/**
 * A descriptor of the host that a process was given, such as a socket. Calls never block. Confined to whoever drives it.
 */
public interface HostStream {
    /**
     * Reads what has come into a direct buffer, from its position on, which advances.
     *
     * @return bytes read; 0 when there are none now; -1 when the stream has ended or is broken
     */
    int read(ByteBuffer target);

    /**
     * Writes what a direct buffer has, from its position on, which advances.
     *
     * @return bytes written; 0 when none can be taken now; -1 when the stream has ended or is broken
     */
    int write(ByteBuffer source);

    /** Asks for one interrupt when there is something to read. */
    void awaitReadable();

    /** Asks for one interrupt when something can be written. */
    void awaitWritable();
}
