package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.ip.Unreachable;
import org.jspecify.annotations.Nullable;

/** Whoever receives the segments between one local and one remote endpoint. Lives in the {@link FlowTable}. */
abstract sealed class Flow permits Connection, HalfOpen, TimeWait {
    final IpAddress local;
    final IpAddress remote;
    final int localPort;
    final int remotePort;

    /** The next flow in the same bucket. */
    @Nullable Flow next;

    int hash;

    Flow(IpAddress local, int localPort, IpAddress remote, int remotePort) {
        this.local = local;
        this.localPort = localPort;
        this.remote = remote;
        this.remotePort = remotePort;
    }

    /** Takes in a segment with a right checksum; the packet is lent. */
    abstract void segmentArrives(Segment segment, PacketBuffer packet);

    /** Gives back memory that holds nothing. */
    void giveBack() {
        // only connections have any
    }

    /** What there is to say about it in the table of connections. */
    abstract TcpConnection report();

    final Endpoint localEndpoint() {
        return new Endpoint(local, localPort);
    }

    final Endpoint remoteEndpoint() {
        return new Endpoint(remote, remotePort);
    }

    /** Learns that a segment of this flow with this sequence number did not arrive. */
    abstract void unreachable(int sequence, Unreachable why, int mtu);
}
