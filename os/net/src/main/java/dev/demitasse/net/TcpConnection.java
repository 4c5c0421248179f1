package dev.demitasse.net;

/**
 * One row of the connection table (RFC 4022, tcpConnectionTable), with what tells why a connection is slow. Immutable. All
 * but the first three are 0 for connections that are not there yet (SYN-RECEIVED) or no more (TIME-WAIT).
 *
 * @param smoothedRoundTrip nanoseconds, 0 when not measured yet
 * @param congestionWindow bytes
 * @param inFlight bytes that are thought to be in the network
 * @param retransmissions segments sent again so far
 * @param segmentSize most text in a segment
 * @param toSend bytes written and not yet acknowledged
 * @param toRead bytes received and not yet read
 */
public record TcpConnection(
        Endpoint local,
        Endpoint remote,
        TcpState state,
        long smoothedRoundTrip,
        int congestionWindow,
        int inFlight,
        long retransmissions,
        int segmentSize,
        int toSend,
        int toRead) {
    /** A connection of which there is nothing but its state. */
    public static TcpConnection bare(Endpoint local, Endpoint remote, TcpState state) {
        return new TcpConnection(local, remote, state, 0, 0, 0, 0, 0, 0, 0);
    }
}
