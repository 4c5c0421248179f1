package dev.demitasse.net;

/** The bits of {@link NetworkSocket#readiness()}; the values are epoll's. */
public final class Readiness {
    /** A read, receive or accept would not block (it may answer end of stream or an error). */
    public static final int READABLE = 0x001;

    /** A write or send would not block; for a connecting socket, the connect has come to its end. */
    public static final int WRITABLE = 0x004;

    /** An error is pending; {@link NetworkSocket#takeError()} has it. */
    public static final int ERROR = 0x008;

    /** Both directions have ended. */
    public static final int HANGUP = 0x010;

    /** The peer has ended its direction, or input was shut down (epoll's {@code EPOLLRDHUP}). */
    public static final int READ_HANGUP = 0x2000;

    private Readiness() {}
}
