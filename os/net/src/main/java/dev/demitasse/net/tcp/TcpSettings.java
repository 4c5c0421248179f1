package dev.demitasse.net.tcp;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.core.BaseSocket;

/** The options of a TCP socket, which a listener hands on to the connections it accepts. Guarded by the stack's lock. */
final class TcpSettings {
    /** Most that buffers grow to by themselves, per direction. */
    static final int MAX_BUFFER = 4 << 20;

    private static final int MIN_BUFFER = 2048;

    /** What a buffer may hold before it has shown that it needs more. */
    static final int FIRST_LIMIT = 64 << 10;

    boolean noDelay;
    boolean quickAcknowledge;
    boolean urgentInline;
    boolean keepAlive;
    int keepAliveIdleSeconds = 7200; // RFC 9293 section 3.8.4: no less than two hours by default
    int keepAliveIntervalSeconds = 75;
    int keepAliveCount = 9;
    int lingerSeconds = -1;
    int userTimeoutMillis;

    /** SO_RCVBUF as set, 0 for automatic. */
    int receiveBuffer;

    /** SO_SNDBUF as set, 0 for automatic. */
    int sendBuffer;

    /** Whether the option is one of these. */
    static boolean has(SocketOption option) {
        return switch (option) {
            case NO_DELAY,
                    QUICK_ACKNOWLEDGE,
                    URGENT_INLINE,
                    KEEP_ALIVE,
                    KEEP_ALIVE_IDLE,
                    KEEP_ALIVE_INTERVAL,
                    KEEP_ALIVE_COUNT,
                    LINGER,
                    USER_TIMEOUT,
                    RECEIVE_BUFFER,
                    SEND_BUFFER -> true;
            case REUSE_ADDRESS,
                    REUSE_PORT,
                    TIME_TO_LIVE,
                    TRAFFIC_CLASS,
                    BROADCAST,
                    MULTICAST_INTERFACE,
                    MULTICAST_TIME_TO_LIVE,
                    MULTICAST_LOOP,
                    IPV6_ONLY -> false;
        };
    }

    /** The value of an option that {@link #has} names. */
    int get(SocketOption option) {
        return switch (option) {
            case NO_DELAY -> noDelay ? 1 : 0;
            case QUICK_ACKNOWLEDGE -> quickAcknowledge ? 1 : 0;
            case URGENT_INLINE -> urgentInline ? 1 : 0;
            case KEEP_ALIVE -> keepAlive ? 1 : 0;
            case KEEP_ALIVE_IDLE -> keepAliveIdleSeconds;
            case KEEP_ALIVE_INTERVAL -> keepAliveIntervalSeconds;
            case KEEP_ALIVE_COUNT -> keepAliveCount;
            case LINGER -> lingerSeconds;
            case USER_TIMEOUT -> userTimeoutMillis;
            case RECEIVE_BUFFER -> receiveBuffer > 0 ? receiveBuffer : FIRST_LIMIT;
            case SEND_BUFFER -> sendBuffer > 0 ? sendBuffer : FIRST_LIMIT;
            default -> throw new NetworkException(NetworkError.NOT_SUPPORTED, option.name());
        };
    }

    /** Sets an option that {@link #has} names. */
    void set(SocketOption option, int value) {
        switch (option) {
            case NO_DELAY -> noDelay = value != 0;
            case QUICK_ACKNOWLEDGE -> quickAcknowledge = value != 0;
            case URGENT_INLINE -> urgentInline = value != 0;
            case KEEP_ALIVE -> keepAlive = value != 0;
            case KEEP_ALIVE_IDLE -> keepAliveIdleSeconds = BaseSocket.checked(option, value, 1, 32_767);
            case KEEP_ALIVE_INTERVAL -> keepAliveIntervalSeconds = BaseSocket.checked(option, value, 1, 32_767);
            case KEEP_ALIVE_COUNT -> keepAliveCount = BaseSocket.checked(option, value, 1, 127);
            case LINGER -> lingerSeconds = BaseSocket.checked(option, value, -1, 65_535);
            case USER_TIMEOUT -> userTimeoutMillis = BaseSocket.checked(option, value, 0, Integer.MAX_VALUE);
            case RECEIVE_BUFFER -> receiveBuffer = Math.clamp(value, MIN_BUFFER, MAX_BUFFER);
            case SEND_BUFFER -> sendBuffer = Math.clamp(value, MIN_BUFFER, MAX_BUFFER);
            default -> throw new NetworkException(NetworkError.NOT_SUPPORTED, option.name());
        }
    }

    TcpSettings copy() {
        TcpSettings copy = new TcpSettings();
        copy.noDelay = noDelay;
        copy.quickAcknowledge = quickAcknowledge;
        copy.urgentInline = urgentInline;
        copy.keepAlive = keepAlive;
        copy.keepAliveIdleSeconds = keepAliveIdleSeconds;
        copy.keepAliveIntervalSeconds = keepAliveIntervalSeconds;
        copy.keepAliveCount = keepAliveCount;
        copy.lingerSeconds = lingerSeconds;
        copy.userTimeoutMillis = userTimeoutMillis;
        copy.receiveBuffer = receiveBuffer;
        copy.sendBuffer = sendBuffer;
        return copy;
    }
}
