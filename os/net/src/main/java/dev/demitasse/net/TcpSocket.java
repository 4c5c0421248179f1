package dev.demitasse.net;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A TCP connection, or one to be. Made by {@link NetworkStack#tcpSocket()} or {@link TcpListener#accept()}. */
public non-sealed interface TcpSocket extends NetworkSocket {
    /**
     * Gives the socket a local address and port; port 0 picks a free one.
     *
     * @throws NetworkException ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE, INVALID when bound already
     */
    void bind(Endpoint local);

    /**
     * Turns this bound socket into a listener with the same options. This object then counts as closed. An unbound
     * socket is bound to any address and a free port first.
     *
     * @param backlog how many connections may wait for accept; brought into the range 1 to the stack's limit
     * @throws NetworkException ADDRESS_IN_USE when another socket listens there, INVALID when connected or connecting
     */
    TcpListener listen(int backlog);

    /**
     * Starts to connect, binding first when unbound.
     *
     * @return {@code true} when connected already (as over loopback), {@code false} when under way: the socket turns
     *     WRITABLE when the outcome is known, and {@link #finishConnect()} tells it
     * @throws NetworkException NETWORK_UNREACHABLE, ADDRESS_NOT_AVAILABLE, ALREADY_CONNECTED, ALREADY_IN_PROGRESS,
     *     CONNECTION_REFUSED when refused at once
     */
    boolean connect(Endpoint remote);

    /**
     * Whether the connection is there.
     *
     * @return {@code false} while connecting
     * @throws NetworkException the reason why connecting failed (once; then the socket can only be closed), or
     *     NOT_CONNECTED when no connect was started
     */
    boolean finishConnect();

    /**
     * Moves received bytes into {@code target}.
     *
     * @return how many (0 only when {@code target} has no room), {@link #WOULD_BLOCK} or {@link #END_OF_STREAM}
     * @throws NetworkException CONNECTION_RESET, TIMED_OUT, … once for a connection that broke, after all bytes
     *     received before were read; NOT_CONNECTED
     */
    int read(ByteBuffer target);

    /**
     * Takes bytes from {@code source} into the send buffer and sends what may be sent.
     *
     * @return how many were taken (0 only when {@code source} is empty) or {@link #WOULD_BLOCK}
     * @throws NetworkException BROKEN_PIPE, CONNECTION_RESET, TIMED_OUT, NOT_CONNECTED
     */
    int write(ByteBuffer source);

    /** How many bytes a read would give now. */
    int available();

    /** Bytes written but not yet acknowledged by the peer. */
    int unacknowledged();

    /** Further reads answer end of stream; bytes that still arrive are acknowledged and dropped. */
    void shutdownInput();

    /** Sends FIN after the bytes written so far; further writes throw BROKEN_PIPE. */
    void shutdownOutput();

    /**
     * Sends one byte as urgent data, as the JDK's {@code sendUrgentData}; {@code false} when it would block. RFC 6093 advises
     * new applications against it.
     *
     * @throws NetworkException as {@link #write}
     */
    boolean writeUrgent(int value);

    /** The peer's address and port, once connected or connecting. */
    Optional<Endpoint> remote();

    /** Where the connection is in its life. */
    TcpState state();

    /**
     * {@inheritDoc}
     *
     * <p>Unread bytes at close reset the connection, so that the peer learns of the loss (RFC 1122 4.2.2.13); else
     * {@link SocketOption#LINGER} decides, and the default sends what was written in the background.
     */
    @Override
    void close();
}
