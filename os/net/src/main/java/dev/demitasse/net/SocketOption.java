package dev.demitasse.net;

/** The options of sockets. Booleans are 0 or 1. */
public enum SocketOption {
    /** Bind though an old connection still holds the port (SO_REUSEADDR); for UDP, share the port for multicast. */
    REUSE_ADDRESS,
    /** Share the exact address and port with other sockets that have this option (SO_REUSEPORT). */
    REUSE_PORT,
    /** Capacity of the receive buffer in bytes (SO_RCVBUF); setting it turns automatic growth off. */
    RECEIVE_BUFFER,
    /** Capacity of the send buffer in bytes (SO_SNDBUF); setting it turns automatic growth off. */
    SEND_BUFFER,
    /** Time to live, 1 to 255, of unicast packets (IP_TTL). */
    TIME_TO_LIVE,
    /** The traffic class octet (IP_TOS). */
    TRAFFIC_CLASS,
    /** TCP: probe an idle connection (SO_KEEPALIVE). */
    KEEP_ALIVE,
    /** TCP: seconds of idleness before the first probe (TCP_KEEPIDLE). */
    KEEP_ALIVE_IDLE,
    /** TCP: seconds between probes (TCP_KEEPINTVL). */
    KEEP_ALIVE_INTERVAL,
    /** TCP: unanswered probes before the connection is given up (TCP_KEEPCNT). */
    KEEP_ALIVE_COUNT,
    /** TCP: send small segments at once (TCP_NODELAY). */
    NO_DELAY,
    /** TCP: leave urgent bytes in the stream (SO_OOBINLINE); dropped where they come unless set, as the JDK has it. */
    URGENT_INLINE,
    /** TCP: acknowledge at once (TCP_QUICKACK). */
    QUICK_ACKNOWLEDGE,
    /**
     * TCP: what close does with unsent data (SO_LINGER): -1 sends it in the background, 0 resets the connection,
     * a positive number of seconds sends it in the background for at most so long, then resets.
     */
    LINGER,
    /** TCP: milliseconds data may stay unacknowledged before the connection is given up; 0 for the default. */
    USER_TIMEOUT,
    /** UDP: allow broadcast targets (SO_BROADCAST). */
    BROADCAST,
    /** UDP: index of the interface multicast leaves by, 0 for the routing table's choice (IP_MULTICAST_IF). */
    MULTICAST_INTERFACE,
    /** UDP: time to live of multicast packets (IP_MULTICAST_TTL). */
    MULTICAST_TIME_TO_LIVE,
    /** UDP: whether multicast also reaches this machine's own members (IP_MULTICAST_LOOP). */
    MULTICAST_LOOP,
    /** An IPv6 socket that does not speak IPv4 (IPV6_V6ONLY). */
    IPV6_ONLY
}
