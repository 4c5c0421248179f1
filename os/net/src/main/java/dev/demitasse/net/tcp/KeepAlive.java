package dev.demitasse.net.tcp;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.core.Timer;

/** Watches a connection for silence, asks whether the peer lives, and gives up on a dead one (RFC 9293 section 3.8.4). */
final class KeepAlive extends Timer {
    private static final long SECOND = 1_000_000_000L;

    private final Connection connection;
    private final Tcp tcp;
    private final TcpSettings settings;
    private long lastReceived;
    private int probes;

    KeepAlive(Connection connection, Tcp tcp, TcpSettings settings) {
        this.connection = connection;
        this.tcp = tcp;
        this.settings = settings;
        this.lastReceived = tcp.turn.now();
    }

    /** Something came from the peer. */
    void heard() {
        lastReceived = tcp.turn.now();
        probes = 0;
    }

    /** Starts watching, or stops when the option is off. */
    void start() {
        if (settings.keepAlive && connection.synchronised()) {
            tcp.timers.arm(this, tcp.turn.now() + settings.keepAliveIdleSeconds * SECOND);
        } else {
            stop();
        }
    }

    void stop() {
        tcp.timers.disarm(this);
    }

    @Override
    protected void expire() {
        long idle = settings.keepAliveIdleSeconds * SECOND;
        if (tcp.turn.now() - lastReceived < idle) {
            tcp.timers.arm(this, lastReceived + idle);
        } else if (connection.sender().unacknowledged() != connection.sender().next()) {
            tcp.timers.arm(this, tcp.turn.now() + idle); // retransmission watches already
        } else if (probes >= settings.keepAliveCount) {
            connection.giveUp(NetworkError.TIMED_OUT);
        } else {
            probes++;
            connection.output().probe();
            tcp.timers.arm(this, tcp.turn.now() + settings.keepAliveIntervalSeconds * SECOND);
        }
    }
}
