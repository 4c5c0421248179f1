package dev.demitasse.net.tcp;

/** What moves a connection from one state to another (the labels of RFC 9293 figure 5, and its text). */
enum Event {
    /** The user listens. */
    PASSIVE_OPEN,
    /** The user connects; SYN goes out. */
    ACTIVE_OPEN,
    /** A SYN without an acceptable ACK came; SYN,ACK goes out. */
    SYN,
    /** A SYN that acknowledges ours came. */
    SYN_ACKNOWLEDGED,
    /** Our SYN was acknowledged by a segment without SYN. */
    ACKNOWLEDGED,
    /** The user has no more to send; FIN goes out behind the data. */
    CLOSE,
    /** The peer's FIN came, with everything before it. */
    FIN,
    /** Our FIN was acknowledged. */
    FIN_ACKNOWLEDGED,
    /** A valid RST came. */
    RESET,
    /** This side gives up: abort, too many retries, user timeout. */
    ABORT,
    /** Two maximum segment lifetimes have passed. */
    EXPIRED
}
