package dev.demitasse.jdk;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.NetworkSocket;
import dev.demitasse.net.Readiness;
import dev.demitasse.net.UdpSocket;
import java.nio.ByteBuffer;

/** A UDP socket. */
public final class DatagramSocketFile extends SocketFile {
    private final UdpSocket socket;

    /** A descriptor's worth of {@code socket}. */
    public DatagramSocketFile(UdpSocket socket) {
        this.socket = socket;
        watchSocket(socket);
    }

    @Override
    public NetworkSocket socket() {
        return socket;
    }

    /** The stack's socket. */
    public UdpSocket udp() {
        return socket;
    }

    /** Receives one datagram, waiting for it in blocking mode; answers its length or an {@link IoStatus}. */
    public int receive(ByteBuffer target, DatagramSource from) {
        while (true) {
            int length = socket.receive(target, from);
            if (length != IoStatus.UNAVAILABLE || !blocking()) {
                return length;
            }
            if (await(Readiness.READABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return IoStatus.INTERRUPTED;
            }
        }
    }

    /** Sends one datagram, waiting for room in blocking mode; answers its length or an {@link IoStatus}. */
    public int send(ByteBuffer source, Endpoint target) {
        if (!target.address().isLoopback()) {
            Network.awaitAddress();
        }
        while (true) {
            int length = socket.send(source, target);
            if (length != IoStatus.UNAVAILABLE || !blocking()) {
                return length;
            }
            if (await(Readiness.WRITABLE, Long.MAX_VALUE) == IoStatus.INTERRUPTED) {
                return IoStatus.INTERRUPTED;
            }
        }
    }

    @Override
    protected int tryRead(ByteBuffer target) {
        return socket.receive(target, new DatagramSource());
    }

    @Override
    protected int tryWrite(ByteBuffer source) {
        return socket.send(source);
    }

    @Override
    public int available() {
        return Math.max(0, socket.nextLength());
    }
}
