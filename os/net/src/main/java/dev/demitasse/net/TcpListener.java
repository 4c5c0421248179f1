package dev.demitasse.net;

import java.util.Optional;

/** A port on which TCP connections are accepted. Made by {@link TcpSocket#listen}. READABLE when one waits. */
public non-sealed interface TcpListener extends NetworkSocket {
    /** The next established connection, now the caller's, or nothing when none waits. */
    Optional<TcpSocket> accept();

    /** Changes how many connections may wait for accept. */
    void setBacklog(int backlog);

    /** Stops listening; connections that wait for accept are reset. */
    @Override
    void close();
}
