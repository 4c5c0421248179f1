package dev.demitasse.net.packetdrill;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.TcpListener;
import dev.demitasse.net.TcpSocket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A script's socket calls, made of the stack's sockets. */
final class SocketCalls {
    /**
     * What a call answered.
     *
     * @param error the error's name, empty for none
     */
    record Result(int value, String error) {
        static Result failed(String error) {
            return new Result(-1, error);
        }

        /** Whether a blocking call would go on waiting. */
        boolean blocks() {
            return error.equals("EAGAIN") || error.equals("EINPROGRESS") || error.equals("EALREADY");
        }
    }

    /** The port that scripts bind and connect to. */
    static final int PORT = 8080;

    private final NetworkStack stack;
    private final IpAddress peer;
    private final Map<Integer, NetworkSocket> descriptors = new HashMap<>();

    /** Calls of sockets that speak both families; connections go to {@code peer}. */
    SocketCalls(NetworkStack stack, IpAddress peer) {
        this.stack = stack;
        this.peer = peer;
    }

    /** Makes a call; {@code expected} is the descriptor that a new socket is to get. */
    Result call(String name, List<String> arguments, @Nullable Integer expected) {
        try {
            return perform(name, arguments, expected == null ? 0 : expected);
        } catch (NetworkException e) {
            return Result.failed(e.error().posixName());
        }
    }

    private Result perform(String name, List<String> arguments, int expected) {
        if (name.equals("socket")) {
            descriptors.put(expected, stack.tcpSocket());
            return new Result(expected, "");
        }
        int descriptor = Integer.parseInt(arguments.getFirst());
        NetworkSocket socket = descriptors.get(descriptor);
        if (socket == null) {
            throw new IllegalArgumentException("there is no descriptor " + descriptor);
        }
        return switch (name) {
            case "bind" -> {
                ((TcpSocket) socket).bind(new Endpoint(IpAddress.ANY_IPV6, PORT));
                yield new Result(0, "");
            }
            case "listen" -> {
                descriptors.put(descriptor, ((TcpSocket) socket).listen(Integer.parseInt(arguments.get(1))));
                yield new Result(0, "");
            }
            case "accept" -> accept((TcpListener) socket, expected);
            case "connect" -> connect((TcpSocket) socket);
            case "write", "send" -> transfer(((TcpSocket) socket).write(ByteBuffer.allocate(number(arguments, 2))));
            case "read", "recv" -> transfer(((TcpSocket) socket).read(ByteBuffer.allocate(number(arguments, 2))));
            case "shutdown" -> {
                shutdown((TcpSocket) socket, arguments.get(1));
                yield new Result(0, "");
            }
            case "close" -> {
                socket.close();
                descriptors.remove(descriptor);
                yield new Result(0, "");
            }
            case "fcntl" -> new Result(0, ""); // sockets here never block unless the script's times say so
            case "setsockopt" -> {
                setOption(socket, arguments);
                yield new Result(0, "");
            }
            case "getsockopt" -> getOption(socket, arguments);
            default -> throw new IllegalArgumentException("unknown call " + name);
        };
    }

    private Result accept(TcpListener listener, int descriptor) {
        TcpSocket accepted = listener.accept().orElse(null);
        if (accepted == null) {
            return Result.failed("EAGAIN");
        }
        descriptors.put(descriptor, accepted);
        return new Result(descriptor, "");
    }

    private Result connect(TcpSocket socket) {
        boolean connecting = socket.remote().isPresent();
        if (!connecting && !socket.connect(new Endpoint(peer, PORT))) {
            return Result.failed("EINPROGRESS");
        }
        return socket.finishConnect() ? new Result(0, "") : Result.failed("EALREADY");
    }

    private static Result transfer(int count) {
        return switch (count) {
            case NetworkSocket.WOULD_BLOCK -> Result.failed("EAGAIN");
            case NetworkSocket.END_OF_STREAM -> new Result(0, "");
            default -> new Result(count, "");
        };
    }

    private static void shutdown(TcpSocket socket, String how) {
        if (!how.equals("SHUT_WR")) {
            socket.shutdownInput();
        }
        if (!how.equals("SHUT_RD")) {
            socket.shutdownOutput();
        }
    }

    private static int number(List<String> arguments, int index) {
        return Integer.parseInt(arguments.get(index).replaceAll("[\\[\\]]", "").strip());
    }

    private static void setOption(NetworkSocket socket, List<String> arguments) {
        if (arguments.get(2).equals("SO_LINGER")) {
            String[] parts = arguments.get(3).replaceAll("[^0-9,]", "").split(",");
            socket.setOption(SocketOption.LINGER, parts[0].equals("0") ? -1 : Integer.parseInt(parts[1]));
        } else {
            socket.setOption(option(arguments.get(2)), number(arguments, 3));
        }
    }

    private static Result getOption(NetworkSocket socket, List<String> arguments) {
        if (arguments.get(2).equals("SO_ERROR")) {
            String pending = socket.takeError().map(NetworkError::posixName).orElse("0");
            String wanted = arguments.get(3).replaceAll("[\\[\\]]", "");
            if (!pending.equals(wanted)) {
                throw new AssertionError("SO_ERROR is " + pending + ", not " + wanted);
            }
            return new Result(0, "");
        }
        int value = socket.option(option(arguments.get(2)));
        if (value != number(arguments, 3)) {
            throw new AssertionError(arguments.get(2) + " is " + value);
        }
        return new Result(0, "");
    }

    private static SocketOption option(String name) {
        return switch (name) {
            case "SO_REUSEADDR" -> SocketOption.REUSE_ADDRESS;
            case "SO_REUSEPORT" -> SocketOption.REUSE_PORT;
            case "SO_RCVBUF" -> SocketOption.RECEIVE_BUFFER;
            case "SO_SNDBUF" -> SocketOption.SEND_BUFFER;
            case "SO_OOBINLINE" -> SocketOption.URGENT_INLINE;
            case "SO_KEEPALIVE" -> SocketOption.KEEP_ALIVE;
            case "TCP_NODELAY" -> SocketOption.NO_DELAY;
            case "TCP_QUICKACK" -> SocketOption.QUICK_ACKNOWLEDGE;
            case "TCP_KEEPIDLE" -> SocketOption.KEEP_ALIVE_IDLE;
            case "TCP_KEEPINTVL" -> SocketOption.KEEP_ALIVE_INTERVAL;
            case "TCP_KEEPCNT" -> SocketOption.KEEP_ALIVE_COUNT;
            case "TCP_USER_TIMEOUT" -> SocketOption.USER_TIMEOUT;
            default -> throw new IllegalArgumentException("unknown option " + name);
        };
    }
}
