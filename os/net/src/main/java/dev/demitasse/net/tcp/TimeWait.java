package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.TcpHeader;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a connection in TIME-WAIT: enough to acknowledge the peer's FIN again, to keep old segments from a new
 * connection, and to let a new one begin when it provably is newer (RFC 6191). Guarded by the stack's lock.
 */
final class TimeWait extends Flow {
    private final Tcp tcp;
    private final Path path;
    private final int sendNext;
    private final int receiveNext;
    private final Timestamps timestamps;

    /** When it began, or began again. */
    long since;

    /** Neighbours in {@link TimeWaits}. */
    @Nullable TimeWait newer;

    @Nullable TimeWait older;

    TimeWait(Tcp tcp, Path path, Connection from, int sendNext, int receiveNext, Timestamps timestamps) {
        super(from.local, from.localPort, from.remote, from.remotePort);
        this.tcp = tcp;
        this.path = path;
        this.sendNext = sendNext;
        this.receiveNext = receiveNext;
        this.timestamps = timestamps;
    }

    /** Whether an outgoing connection may take over the endpoints: its timestamps will be later for sure. */
    boolean replaceable() {
        return timestamps.used() && tcp.turn.now() - since > 1_000_000_000L;
    }

    /** A sequence number after all that the old connection used. */
    int beyond() {
        return sendNext + 0x1_0000;
    }

    /** RFC 9293 section 3.10.7.4 for TIME-WAIT. RST is ignored, which RFC 1337 section 3 recommends. */
    @Override
    TcpConnection report() {
        return TcpConnection.bare(localEndpoint(), remoteEndpoint(), TcpState.TIME_WAIT);
    }

    @Override
    void segmentArrives(Segment segment, PacketBuffer packet) {
        if (segment.has(TcpHeader.RST)) {
            return;
        }
        boolean old = timestamps.used() && segment.options.timestamps() && timestamps.old(segment);
        if (segment.has(TcpHeader.SYN) && !segment.has(TcpHeader.ACK) && startsAnew(segment)) {
            tcp.timeWaits.remove(this);
            tcp.counters.tcpTimeWaitReused++;
            tcp.listenerTakes(segment, this, path);
            return;
        }
        if (segment.has(TcpHeader.FIN) && segment.end() == receiveNext && !old) {
            tcp.timeWaits.restart(this);
        }
        if (segment.length() > 0 || segment.sequence != receiveNext) {
            acknowledge();
        }
    }

    /** RFC 6191 section 2, and RFC 9293's own rule where there are no timestamps. */
    private boolean startsAnew(Segment syn) {
        if (timestamps.used() && syn.options.timestamps()) {
            int later = syn.options.timestampValue() - timestamps.echo();
            return later > 0 || (later == 0 && Sequence.before(receiveNext, syn.sequence));
        }
        return Sequence.before(receiveNext, syn.sequence);
    }

    private void acknowledge() {
        if (timestamps.used()) {
            tcp.writer.timestamps(timestamps.value(), timestamps.echo());
        }
        tcp.writer.send(
                path,
                localPort,
                remotePort,
                sendNext,
                receiveNext,
                TcpHeader.ACK,
                0,
                null,
                0,
                0,
                Internet.DEFAULT_TTL,
                0);
    }

    @Override
    void unreachable(int sequence, Unreachable why, int mtu) {
        // nothing was sent that matters
    }
}
