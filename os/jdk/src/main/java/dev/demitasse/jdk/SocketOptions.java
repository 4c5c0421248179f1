package dev.demitasse.jdk;

import dev.demitasse.net.SocketOption;
import java.net.SocketException;

/** Linux's levels and numbers of socket options (asm-generic/socket.h, linux/in.h, linux/in6.h), which the JDK was built with. */
final class SocketOptions {
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;
    private static final int SOL_IPV6 = 41;

    private SocketOptions() {}

    /**
     * The option.
     *
     * @throws SocketException for one there is not
     */
    static SocketOption named(int level, int number) throws SocketException {
        return switch (level) {
            case SOL_SOCKET -> socketLevel(number);
            case SOL_TCP -> tcpLevel(number);
            case SOL_IP -> ipLevel(number);
            case SOL_IPV6 -> ipv6Level(number);
            default -> throw unknown(level, number);
        };
    }

    private static SocketOption socketLevel(int number) throws SocketException {
        return switch (number) {
            case 2 -> SocketOption.REUSE_ADDRESS;
            case 6 -> SocketOption.BROADCAST;
            case 7 -> SocketOption.SEND_BUFFER;
            case 8 -> SocketOption.RECEIVE_BUFFER;
            case 9 -> SocketOption.KEEP_ALIVE;
            case 10 -> SocketOption.URGENT_INLINE;
            case 13 -> SocketOption.LINGER;
            case 15 -> SocketOption.REUSE_PORT;
            default -> throw unknown(SOL_SOCKET, number);
        };
    }

    private static SocketOption tcpLevel(int number) throws SocketException {
        return switch (number) {
            case 1 -> SocketOption.NO_DELAY;
            default -> throw unknown(SOL_TCP, number);
        };
    }

    private static SocketOption ipLevel(int number) throws SocketException {
        return switch (number) {
            case 1 -> SocketOption.TRAFFIC_CLASS;
            case 33 -> SocketOption.MULTICAST_TIME_TO_LIVE;
            case 34 -> SocketOption.MULTICAST_LOOP;
            default -> throw unknown(SOL_IP, number);
        };
    }

    /** A socket that speaks both families has one value for both. */
    private static SocketOption ipv6Level(int number) throws SocketException {
        return switch (number) {
            case 18 -> SocketOption.MULTICAST_TIME_TO_LIVE;
            case 19 -> SocketOption.MULTICAST_LOOP;
            case 26 -> SocketOption.IPV6_ONLY;
            case 67 -> SocketOption.TRAFFIC_CLASS;
            default -> throw unknown(SOL_IPV6, number);
        };
    }

    private static SocketException unknown(int level, int number) {
        return new SocketException("Protocol not available (level " + level + ", option " + number + ")");
    }
}
