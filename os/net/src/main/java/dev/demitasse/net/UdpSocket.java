package dev.demitasse.net;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A UDP socket. Made by {@link NetworkStack#udpSocket()}. */
public non-sealed interface UdpSocket extends NetworkSocket {
    /** Longest payload: 65,535 bytes less the IPv4 and UDP headers. */
    int MAX_PAYLOAD = 65_507;

    /**
     * Gives the socket a local address and port; port 0 picks a free one.
     *
     * @throws NetworkException ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE, INVALID when bound already
     */
    void bind(Endpoint local);

    /**
     * Fixes the peer: only its datagrams are received from now on, and ICMP errors about it are reported. Binds first
     * when unbound; drops what was received before from others.
     *
     * @throws NetworkException NETWORK_UNREACHABLE, ADDRESS_NOT_AVAILABLE, ACCESS
     */
    void connect(Endpoint remote);

    /** Undoes {@link #connect}. */
    void disconnect();

    /** The peer, when connected. */
    Optional<Endpoint> remote();

    /**
     * Sends what {@code source} holds as one datagram to the connected peer.
     *
     * @return the payload's length, or {@link #WOULD_BLOCK} when no packet buffer is free
     * @throws NetworkException DESTINATION_REQUIRED when not connected, MESSAGE_TOO_LONG, CONNECTION_REFUSED when an
     *     earlier datagram was answered with port unreachable, NETWORK_UNREACHABLE, HOST_UNREACHABLE
     */
    int send(ByteBuffer source);

    /**
     * Sends what {@code source} holds as one datagram to {@code target}, binding first when unbound.
     *
     * @return as {@link #send(ByteBuffer)}
     * @throws NetworkException as {@link #send(ByteBuffer)}; ACCESS for broadcast without {@link SocketOption#BROADCAST},
     *     ALREADY_CONNECTED when connected elsewhere
     */
    int send(ByteBuffer source, Endpoint target);

    /**
     * Takes the oldest waiting datagram; what does not fit into {@code target} is lost.
     *
     * @param from filled with the sender's address
     * @return the bytes put into {@code target} (0 for an empty datagram) or {@link #WOULD_BLOCK}
     * @throws NetworkException a pending error, such as CONNECTION_REFUSED
     */
    int receive(ByteBuffer target, DatagramSource from);

    /** As {@link #receive} but leaves the datagram waiting. */
    int peek(ByteBuffer target, DatagramSource from);

    /** Payload length of the oldest waiting datagram, or {@link #WOULD_BLOCK} when none waits. */
    int nextLength();

    /**
     * Joins a multicast group on an interface, for all sources.
     *
     * @param interfaceIndex {@link Interface#index()}, 0 for the routing table's choice
     * @throws NetworkException INVALID when {@code group} is not multicast, ADDRESS_IN_USE when joined already,
     *     ADDRESS_NOT_AVAILABLE when there is no such interface, NO_BUFFERS when there are too many
     */
    void join(IpAddress group, int interfaceIndex);

    /** Leaves a group, whatever sources were wanted; ADDRESS_NOT_AVAILABLE when it was not joined. */
    void leave(IpAddress group, int interfaceIndex);

    /**
     * Joins a group for what one source sends to it, or adds the source to those joined so before.
     *
     * @throws NetworkException as {@link #join(IpAddress, int)}; ADDRESS_NOT_AVAILABLE when joined for this source already;
     *     INVALID when joined for all sources, or when {@code source} is not a unicast address of the group's family
     */
    void join(IpAddress group, int interfaceIndex, IpAddress source);

    /**
     * Gives up one source; with the last one the group is left.
     *
     * @throws NetworkException ADDRESS_NOT_AVAILABLE when not joined for this source, INVALID when joined for all
     */
    void leave(IpAddress group, int interfaceIndex, IpAddress source);

    /**
     * Drops what one source sends to a group that was joined for all.
     *
     * @throws NetworkException INVALID when the group was not joined for all sources, ADDRESS_NOT_AVAILABLE when the source is
     *     blocked already, NO_BUFFERS when there are too many
     */
    void block(IpAddress group, int interfaceIndex, IpAddress source);

    /** Undoes {@link #block}; ADDRESS_NOT_AVAILABLE when the source is not blocked, INVALID as there. */
    void unblock(IpAddress group, int interfaceIndex, IpAddress source);
}
