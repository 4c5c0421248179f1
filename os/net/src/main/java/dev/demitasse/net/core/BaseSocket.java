package dev.demitasse.net.core;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.ReadinessListener;
import dev.demitasse.net.SocketOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What sockets of every kind share: the listener, the pending error, being closed, and the options of IP. Public methods
 * take the lock; protected ones expect it.
 */
public abstract class BaseSocket {
    /** The stack's lock and clock. */
    protected final Turn turn;

    private @Nullable ReadinessListener listener;
    private @Nullable NetworkError error;
    private boolean closed;
    private boolean reuseAddress;
    private boolean reusePort;
    private boolean ipv6Only;
    private int timeToLive;
    private int trafficClass;

    /** A socket that is open, bound to nothing, with the default options. */
    protected BaseSocket(Turn turn, int timeToLive) {
        this.turn = turn;
        this.timeToLive = timeToLive;
    }

    /** This, as its users know it. */
    protected abstract NetworkSocket self();

    /** What an open socket is ready for apart from errors, under the lock. */
    protected abstract int openReadiness();

    /** Frees what the socket holds; called once, under the lock. */
    protected abstract void closing();

    /** See {@link NetworkSocket#readiness()}. */
    public final int readiness() {
        turn.enter();
        try {
            return currentReadiness();
        } finally {
            turn.exit();
        }
    }

    /** What was closed or failed is ready for everything, so that whoever waits finds out. */
    private int currentReadiness() {
        if (closed) {
            return Readiness.READABLE | Readiness.WRITABLE | Readiness.HANGUP;
        }
        int failed = error == null ? 0 : Readiness.ERROR | Readiness.READABLE | Readiness.WRITABLE;
        return failed | openReadiness();
    }

    /** See {@link NetworkSocket#setReadinessListener}. */
    public final void setReadinessListener(@Nullable ReadinessListener value) {
        turn.enter();
        try {
            listener = value;
            if (value != null && currentReadiness() != 0) {
                value.readinessChanged(self());
            }
        } finally {
            turn.exit();
        }
    }

    /** See {@link NetworkSocket#takeError()}. */
    public final Optional<NetworkError> takeError() {
        turn.enter();
        try {
            return Optional.ofNullable(clearError());
        } finally {
            turn.exit();
        }
    }

    /** See {@link NetworkSocket#close()}. */
    public final void close() {
        turn.enter();
        try {
            if (!closed) {
                closed = true;
                listener = null;
                closing();
            }
        } finally {
            turn.exit();
        }
    }

    /** See {@link NetworkSocket#closed()}. */
    public final boolean closed() {
        turn.enter();
        try {
            return closed;
        } finally {
            turn.exit();
        }
    }

    /** Whether {@link #close()} was called, under the lock. */
    protected final boolean isClosed() {
        return closed;
    }

    /** Marks the socket as gone without {@link #closing()}, as when another object takes its place. */
    protected final void retire() {
        closed = true;
        listener = null;
    }

    /** Throws CLOSED when the socket is. */
    protected final void requireOpen() {
        if (closed) {
            throw new NetworkException(NetworkError.CLOSED);
        }
    }

    /** Tells the listener. */
    public final void notifyReadiness() {
        ReadinessListener told = listener;
        if (told != null) {
            told.readinessChanged(self());
        }
    }

    /** Makes an error pending and tells the listener. */
    public final void fail(NetworkError value) {
        error = value;
        notifyReadiness();
    }

    /** Takes the pending error. */
    protected final @Nullable NetworkError clearError() {
        NetworkError taken = error;
        error = null;
        return taken;
    }

    /** Throws the pending error, if there is one, and clears it. */
    protected final void throwError() {
        NetworkError taken = clearError();
        if (taken != null) {
            throw new NetworkException(taken);
        }
    }

    /** Whether SO_REUSEADDR is set. */
    public final boolean reuseAddress() {
        return reuseAddress;
    }

    /** Whether SO_REUSEPORT is set. */
    public final boolean reusePort() {
        return reusePort;
    }

    /** IPV6_V6ONLY. */
    public final boolean ipv6Only() {
        return ipv6Only;
    }

    /** IP_TTL. */
    public final int timeToLive() {
        return timeToLive;
    }

    /** IP_TOS. */
    public final int trafficClass() {
        return trafficClass;
    }

    /** Takes over the options of IP from another socket, as accepted connections do. */
    protected final void inherit(BaseSocket from) {
        reuseAddress = from.reuseAddress;
        reusePort = from.reusePort;
        ipv6Only = from.ipv6Only;
        timeToLive = from.timeToLive;
        trafficClass = from.trafficClass;
    }

    /** See {@link NetworkSocket#option}. */
    public final int option(SocketOption option) {
        turn.enter();
        try {
            requireOpen();
            return value(option);
        } finally {
            turn.exit();
        }
    }

    /** See {@link NetworkSocket#setOption}. */
    public final void setOption(SocketOption option, int value) {
        turn.enter();
        try {
            requireOpen();
            change(option, value);
        } finally {
            turn.exit();
        }
    }

    /** The value of an option, under the lock. Kinds of sockets add their own to these, which all sockets have. */
    protected int value(SocketOption option) {
        return switch (option) {
            case REUSE_ADDRESS -> reuseAddress ? 1 : 0;
            case REUSE_PORT -> reusePort ? 1 : 0;
            case IPV6_ONLY -> ipv6Only ? 1 : 0;
            case TIME_TO_LIVE -> timeToLive;
            case TRAFFIC_CLASS -> trafficClass;
            default -> throw unsupported(option);
        };
    }

    /** Sets an option, under the lock; see {@link #value}. */
    protected void change(SocketOption option, int value) {
        switch (option) {
            case REUSE_ADDRESS -> reuseAddress = value != 0;
            case REUSE_PORT -> reusePort = value != 0;
            case IPV6_ONLY -> ipv6Only = value != 0;
            case TIME_TO_LIVE -> timeToLive = checked(option, value, 1, 255);
            case TRAFFIC_CLASS -> trafficClass = checked(option, value, 0, 255);
            default -> throw unsupported(option);
        }
    }

    /** {@code value}, or INVALID when it is out of range. */
    public static int checked(SocketOption option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new NetworkException(
                    NetworkError.INVALID, option + " " + value + " is not between " + least + " and " + most);
        }
        return value;
    }

    private static NetworkException unsupported(SocketOption option) {
        return new NetworkException(NetworkError.NOT_SUPPORTED, option.name());
    }
}
