package dev.demitasse.net;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all sockets have in common. Sockets never block: an operation that cannot go on answers {@link #WOULD_BLOCK},
 * and {@link ReadinessListener} tells when to try again. Every method takes the stack's lock, so sockets may be used
 * from any thread.
 */
public sealed interface NetworkSocket permits TcpSocket, TcpListener, UdpSocket {
    /** Answer of a transfer that cannot do anything now (the value is the JDK's {@code IOStatus.UNAVAILABLE}). */
    int WOULD_BLOCK = -2;

    /** Answer of a read after the peer's last byte (the value is the JDK's {@code IOStatus.EOF}). */
    int END_OF_STREAM = -1;

    /** What the socket is ready for now, as bits of {@link Readiness}. */
    int readiness();

    /** Sets the one listener, or none; it is called at once when the socket is ready for anything. */
    void setReadinessListener(@Nullable ReadinessListener listener);

    /** The pending asynchronous error, which is thereby cleared (SO_ERROR). */
    Optional<NetworkError> takeError();

    /** The local address and port, once bound. */
    Optional<Endpoint> local();

    /** Value of an option; {@link NetworkError#NOT_SUPPORTED} when this kind of socket does not have it. */
    int option(SocketOption option);

    /**
     * Sets an option.
     *
     * @throws NetworkException NOT_SUPPORTED when this kind of socket does not have it, INVALID for a bad value;
     *     buffer sizes are rounded into the allowed range instead
     */
    void setOption(SocketOption option, int value);

    /** Ends the socket; every later call but this one throws {@link NetworkError#CLOSED}. Closing twice is allowed. */
    void close();

    /** Whether {@link #close()} was called. */
    boolean closed();
}
