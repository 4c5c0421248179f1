package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.TcpHeader;
import org.jspecify.annotations.Nullable;

/**
 * A connection in SYN-RECEIVED that began with a SYN to a listener: only what is needed until the peer has shown that it
 * gets what we send (RFC 4987 section 3.4). Guarded by the stack's lock.
 */
final class HalfOpen extends Flow {
    private static final int MAX_RETRIES = 5;

    private final Tcp tcp;
    private final Listener listener;
    private final Path path;
    private final int initialSequence;
    private final int peerInitialSequence;
    private final long started;
    private int retries;

    /** Set from the SYN, or from a cookie. */
    boolean timestamps;

    int recentTimestamp;
    final SynOptions agreed = new SynOptions();
    int promisedWindow;

    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            expired();
        }
    };

    HalfOpen(
            Tcp tcp,
            Listener listener,
            Path path,
            int localPort,
            int remotePort,
            int initialSequence,
            int peerInitialSequence) {
        super(path.local(), localPort, path.remote(), remotePort);
        this.tcp = tcp;
        this.listener = listener;
        this.path = path;
        this.initialSequence = initialSequence;
        this.peerInitialSequence = peerInitialSequence;
        this.started = tcp.turn.now();
    }

    /** Takes the options of the SYN and what we answer to them. */
    void negotiate(Segment syn) {
        timestamps = syn.options.timestamps();
        recentTimestamp = syn.options.timestampValue();
        agreed.negotiate(syn.options, tcp.windowShift());
        agreed.ecn = Ecn.requested(syn);
        promisedWindow = listener.synWindow();
    }

    int receiveNext() {
        return peerInitialSequence + 1;
    }

    int initialSequence() {
        return initialSequence;
    }

    boolean retransmitted() {
        return retries > 0;
    }

    /** The handshake's round trip, or -1 when it cannot be told. */
    long roundTrip() {
        return retries > 0 || tcp.turn.now() == started ? -1 : tcp.turn.now() - started;
    }

    Path path() {
        return path;
    }

    /** Sends SYN,ACK for the first time. */
    void start() {
        sendSynAck();
        tcp.timers.arm(timer, tcp.turn.now() + RoundTripTime.INITIAL_TIMEOUT);
    }

    private void sendSynAck() {
        sendSynAck(timestamps ? tcp.timestampClock() + tcp.timestampOffset(local, remote) : 0);
    }

    /** Sends SYN,ACK with the given timestamp. */
    void sendSynAck(int timestamp) {
        if (timestamps) {
            tcp.writer.timestamps(timestamp, recentTimestamp);
        }
        tcp.writer.synOptions(tcp.segmentSizeFor(path), agreed.windowScaling() ? agreed.ownShift : -1, agreed.sack);
        tcp.writer.send(
                path,
                localPort,
                remotePort,
                initialSequence,
                receiveNext(),
                TcpHeader.SYN | TcpHeader.ACK | (agreed.ecn ? TcpHeader.ECE : 0),
                promisedWindow,
                null,
                0,
                0,
                listener.timeToLive(),
                listener.trafficClass() & ~Ecn.MARKED);
    }

    /** RFC 9293 section 3.10.7.4 for SYN-RECEIVED. */
    @Override
    TcpConnection report() {
        return TcpConnection.bare(localEndpoint(), remoteEndpoint(), TcpState.SYN_RECEIVED);
    }

    @Override
    void segmentArrives(Segment segment, PacketBuffer packet) {
        int expected = receiveNext();
        boolean acceptable =
                segment.sequence == expected || Sequence.in(segment.sequence, expected, Math.max(1, promisedWindow));
        if (segment.has(TcpHeader.RST)) {
            if (segment.sequence == expected) {
                tcp.counters.tcpAttemptFails++;
                drop();
            } else if (acceptable) {
                sendSynAck();
            }
            return;
        }
        boolean old =
                timestamps && segment.options.timestamps() && segment.options.timestampValue() - recentTimestamp < 0;
        if (segment.has(TcpHeader.SYN) || !acceptable || old) {
            sendSynAck(); // the peer's SYN again, or something out of place: say again where we are
            return;
        }
        if (!segment.has(TcpHeader.ACK)) {
            return;
        }
        if (segment.acknowledgment != initialSequence + 1) {
            tcp.reset(path, segment, localPort, remotePort);
            return;
        }
        promote(segment, packet);
    }

    private void promote(Segment segment, PacketBuffer packet) {
        if (listener.full()) {
            tcp.counters.tcpListenOverflows++; // it stays half-open; the peer or our timer tries again
            return;
        }
        if (segment.options.timestamps()) {
            recentTimestamp = segment.options.timestampValue();
        }
        Connection connection = listener.connection(this);
        drop();
        tcp.flows.add(connection);
        connection.establish(this, segment);
        listener.enqueue(connection);
        if (segment.length() > 0 || segment.has(TcpHeader.FIN)) {
            connection.segmentArrives(segment, packet);
        }
    }

    @Override
    void unreachable(int sequence, Unreachable why, int mtu) {
        if (why.hard() && sequence == initialSequence) {
            tcp.counters.tcpAttemptFails++;
            drop();
        }
    }

    private void expired() {
        if (retries == MAX_RETRIES) {
            tcp.counters.tcpAttemptFails++;
            drop();
            return;
        }
        retries++;
        tcp.counters.tcpRetransSegs++;
        sendSynAck();
        tcp.timers.arm(timer, tcp.turn.now() + (RoundTripTime.INITIAL_TIMEOUT << retries));
    }

    /** Forgets the connection. */
    void drop() {
        if (timer.armed()) {
            tcp.timers.disarm(timer);
        }
        if (listed) {
            listed = false;
            tcp.flows.remove(this);
            listener.halfOpenGone(this);
        }
    }

    /** Whether it is in the flow table and counted by its listener; a cookie's is not. */
    boolean listed;

    /** Neighbours in the listener's list of half-open connections. */
    @Nullable HalfOpen newer;

    @Nullable HalfOpen older;
}
