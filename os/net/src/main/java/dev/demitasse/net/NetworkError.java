package dev.demitasse.net;

/** What can go wrong with a socket, one constant for each POSIX error a socket call may give. */
public enum NetworkError {
    /** Nobody listens there, or an ICMP port unreachable came back. */
    CONNECTION_REFUSED("ECONNREFUSED", "Connection refused"),
    /** The peer reset the connection. */
    CONNECTION_RESET("ECONNRESET", "Connection reset by peer"),
    /** The connection was given up on this side. */
    CONNECTION_ABORTED("ECONNABORTED", "Software caused connection abort"),
    /** The peer did not answer in time. */
    TIMED_OUT("ETIMEDOUT", "Connection timed out"),
    /** No answer to address resolution, or an ICMP host unreachable came back. */
    HOST_UNREACHABLE("EHOSTUNREACH", "No route to host"),
    /** No route leads there. */
    NETWORK_UNREACHABLE("ENETUNREACH", "Network is unreachable"),
    /** Another socket has that address and port. */
    ADDRESS_IN_USE("EADDRINUSE", "Address already in use"),
    /** That address is not one of this machine's, or no port is free. */
    ADDRESS_NOT_AVAILABLE("EADDRNOTAVAIL", "Cannot assign requested address"),
    /** The operation needs a connection and there is none. */
    NOT_CONNECTED("ENOTCONN", "Transport endpoint is not connected"),
    /** The socket is connected already. */
    ALREADY_CONNECTED("EISCONN", "Transport endpoint is already connected"),
    /** An earlier connect is still under way. */
    ALREADY_IN_PROGRESS("EALREADY", "Operation already in progress"),
    /** Writing after the output was shut down or the connection ended. */
    BROKEN_PIPE("EPIPE", "Broken pipe"),
    /** A datagram longer than can be sent. */
    MESSAGE_TOO_LONG("EMSGSIZE", "Message too long"),
    /** The stack's memory budget or a table is used up. */
    NO_BUFFERS("ENOBUFS", "No buffer space available"),
    /** An argument or state that makes no sense for the call. */
    INVALID("EINVAL", "Invalid argument"),
    /** The socket has been closed. */
    CLOSED("EBADF", "Bad file descriptor"),
    /** Broadcast without {@link SocketOption#BROADCAST}. */
    ACCESS("EACCES", "Permission denied"),
    /** A datagram without target on a socket that is not connected. */
    DESTINATION_REQUIRED("EDESTADDRREQ", "Destination address required"),
    /** The socket does not have this option or operation. */
    NOT_SUPPORTED("EOPNOTSUPP", "Operation not supported"),
    /** The address family is not the socket's, or not configured. */
    FAMILY_NOT_SUPPORTED("EAFNOSUPPORT", "Address family not supported by protocol");

    private final String posixName;
    private final String text;

    NetworkError(String posixName, String text) {
        this.posixName = posixName;
        this.text = text;
    }

    /** The POSIX name, such as {@code ECONNREFUSED}. */
    public String posixName() {
        return posixName;
    }

    /** The usual English text, as {@code strerror} gives it. */
    public String text() {
        return text;
    }
}
