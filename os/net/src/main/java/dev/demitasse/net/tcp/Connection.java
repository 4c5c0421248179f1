package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.TcpHeader;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: what a segment, a call or a timer does in each state (RFC 9293 section 3.10). The transitions are
 * {@link StateMachine}'s, the two directions {@link Sender}'s and {@link Receiver}'s, and what leaves does so by
 * {@link SegmentOutput}; {@link SegmentCheck} keeps out what does not belong. Guarded by the stack's lock.
 */
final class Connection extends Flow {
    /** How long the last state waits for the peer's FIN once the user has closed (RFC 9293 3.10.4 leaves it to us). */
    private static final long FIN_WAIT_2_TIMEOUT = 60_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private final Tcp tcp;
    private final TcpSettings settings;
    private final Sender sender;
    private final Receiver receiver;
    private final Timestamps timestamps;
    private final SynOptions agreed = new SynOptions();
    private final Ecn ecn = new Ecn();
    private final SegmentOutput output;
    private final KeepAlive keepAlive;
    private final SegmentCheck check;
    private TcpState state = TcpState.CLOSED;
    private @Nullable StreamSocket socket;

    /** Whether the user has closed the socket. */
    private boolean orphan;

    /** Why the connection ended before anyone accepted it. */
    private @Nullable NetworkError failure;

    private PortTable.@Nullable Binding binding;

    private int peerInitialSequence;

    /** What ICMP has told, for the day the connection times out. */
    private @Nullable NetworkError softError;

    /** Whether it stands in {@link Tcp}'s list of those that wait for room on their link. */
    boolean awaitingRoom;

    /** Ends a connection that the user has closed: linger, and waiting for the peer's FIN. */
    private final Timer end = new Timer() {
        @Override
        protected void expire() {
            abort();
        }
    };

    Connection(
            Tcp tcp,
            Path path,
            int localPort,
            int remotePort,
            TcpSettings settings,
            int ttl,
            int trafficClass,
            int initialSequence) {
        super(path.local(), localPort, path.remote(), remotePort);
        this.tcp = tcp;
        this.settings = settings;
        this.timestamps = new Timestamps(tcp, tcp.timestampOffset(path.local(), path.remote()));
        this.output = new SegmentOutput(this, tcp, timestamps, agreed, ecn, path, ttl, trafficClass);
        this.sender = new Sender(this, tcp, settings, initialSequence);
        this.receiver = new Receiver(this, tcp, settings);
        this.keepAlive = new KeepAlive(this, tcp, settings);
        this.check = new SegmentCheck(this, tcp, timestamps);
    }

    // ---------------------------------------------------------------- what others ask

    TcpState state() {
        return state;
    }

    /** The interface's index where the addresses mean nothing without it, else 0. */
    int zone() {
        return local.isLinkLocal() && !local.isIpv4() ? output.path().link().index() : 0;
    }

    TcpSettings settings() {
        return settings;
    }

    Sender sender() {
        return sender;
    }

    Receiver receiver() {
        return receiver;
    }

    SegmentOutput output() {
        return output;
    }

    Ecn ecn() {
        return ecn;
    }

    Timestamps timestamps() {
        return timestamps;
    }

    @Override
    void giveBack() {
        sender.giveBack();
        receiver.giveBack();
    }

    @Override
    TcpConnection report() {
        return new TcpConnection(
                localEndpoint(),
                remoteEndpoint(),
                state,
                sender.smoothedRoundTrip(),
                sender.congestionWindow(),
                sender.inFlight(),
                sender.retransmissions(),
                sender.segmentSize(),
                sender.pending(),
                receiver.ready());
    }

    long smoothedRoundTrip() {
        return sender.smoothedRoundTrip();
    }

    void attach(StreamSocket user) {
        socket = user;
    }

    void hold(PortTable.Binding port) {
        binding = port;
    }

    /** Whether both sides have each other's SYN. */
    boolean synchronised() {
        return switch (state) {
            case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED -> false;
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> true;
        };
    }

    /** Whether data or FIN may still have to be sent. */
    boolean maySend() {
        return switch (state) {
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING, LAST_ACK -> true;
            case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED, FIN_WAIT_2, TIME_WAIT -> false;
        };
    }

    private void apply(Event event) {
        TcpState before = state;
        state = StateMachine.next(before, event);
        boolean counted = before == TcpState.ESTABLISHED || before == TcpState.CLOSE_WAIT;
        boolean counts = state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT;
        if (counts != counted) {
            tcp.counters.tcpCurrEstab += counts ? 1 : -1;
        }
    }

    private void tellUser() {
        StreamSocket user = socket;
        if (user != null) {
            user.notifyReadiness();
        }
    }

    // ---------------------------------------------------------------- opening

    /** Active open: sends SYN. */
    void open() {
        apply(Event.ACTIVE_OPEN);
        tcp.counters.tcpActiveOpens++;
        timestamps.offer();
        output.syn(TcpHeader.SYN);
        sender.synSent();
    }

    /** Passive open: starts where a half-open connection has got to, with the segment that acknowledges our SYN. */
    void establish(HalfOpen from, Segment segment) {
        state = TcpState.SYN_RECEIVED;
        timestamps.agree(from.timestamps, from.recentTimestamp);
        agreed.take(from.agreed);
        ecn.agree(agreed.ecn, sender.initialSequence());
        receiver.start(from.receiveNext(), agreed.receiveShift(), from.promisedWindow);
        sender.setSegmentSize(output.segmentSize());
        sender.established(
                segment,
                segment.window << agreed.sendShift(),
                agreed.sendShift(),
                agreed.sack,
                from.roundTrip(),
                from.retransmitted());
        apply(Event.ACKNOWLEDGED);
        tcp.counters.tcpPassiveOpens++;
        keepAlive.start();
    }

    /** What we send arrives: the link need not look. */
    void confirmPath() {
        output.path().confirm();
    }

    /** Nothing comes back: the link should look whether it still sends to the right place. */
    void doubtPath() {
        output.path().doubt();
    }

    /** Sends the SYN of either opening state again. */
    void resendSyn() {
        tcp.counters.tcpRetransSegs++;
        output.syn(state == TcpState.SYN_SENT ? TcpHeader.SYN : TcpHeader.SYN | TcpHeader.ACK);
    }

    /** RFC 9293 section 3.10.7.3. */
    private void arrivesInSynSent(Segment segment, PacketBuffer packet) {
        boolean ack = segment.has(TcpHeader.ACK);
        boolean acceptable = ack && segment.acknowledgment == sender.next();
        if (ack && !acceptable) {
            if (!segment.has(TcpHeader.RST)) {
                output.reset(segment.acknowledgment);
            }
            return;
        }
        if (segment.has(TcpHeader.RST)) {
            if (acceptable) {
                tcp.counters.tcpAttemptFails++;
                apply(Event.RESET);
                release(NetworkError.CONNECTION_REFUSED);
            }
            return;
        }
        if (!segment.has(TcpHeader.SYN)) {
            return;
        }
        takeSynOptions(segment);
        if (!ack) {
            apply(Event.SYN);
            output.syn(TcpHeader.SYN | TcpHeader.ACK);
            sender.synSent();
            return;
        }
        establish(segment, segment.window); // RFC 7323 section 2.2: a SYN's window is not scaled
        apply(Event.SYN_ACKNOWLEDGED);
        keepAlive.start();
        receiver.requestAcknowledgment();
        segment.trimFront(segment.sequence + 1);
        receive(segment, packet);
        complete(true);
    }

    private void takeSynOptions(Segment segment) {
        peerInitialSequence = segment.sequence;
        timestamps.agree(segment.options.timestamps(), segment.options.timestampValue());
        agreed.negotiate(segment.options, tcp.windowShift());
        agreed.ecn = segment.has(TcpHeader.ACK) ? requestsEcn() && Ecn.granted(segment) : Ecn.requested(segment);
        ecn.agree(agreed.ecn, sender.initialSequence());
        receiver.start(segment.sequence + 1, agreed.receiveShift(), receiver.synWindow());
        sender.setSegmentSize(output.segmentSize());
    }

    /** RFC 3168 section 6.1.1.1: a SYN that was lost may have been so because it asked, so we ask once only. */
    boolean requestsEcn() {
        return tcp.policy.requestEcn() && !sender.synRetransmitted();
    }

    /** Our SYN is acknowledged by a segment whose window is {@code window} bytes. */
    private void establish(Segment segment, int window) {
        boolean retransmitted = sender.synRetransmitted();
        long roundTrip = retransmitted ? -1 : sender.synRoundTrip();
        sender.established(segment, window, agreed.sendShift(), agreed.sack, roundTrip, retransmitted);
    }

    // ---------------------------------------------------------------- segments

    @Override
    void segmentArrives(Segment segment, PacketBuffer packet) {
        keepAlive.heard();
        switch (state) {
            case SYN_SENT -> arrivesInSynSent(segment, packet);
            case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, CLOSING, LAST_ACK ->
                arrives(segment, packet);
            case CLOSED, LISTEN, TIME_WAIT -> {
                // not in the table in these states
            }
        }
    }

    /** RFC 9293 section 3.10.7.4, in its order. */
    private void arrives(Segment segment, PacketBuffer packet) {
        if (state == TcpState.SYN_RECEIVED
                && segment.has(TcpHeader.SYN)
                && segment.has(TcpHeader.ACK)
                && segment.sequence == peerInitialSequence) {
            segment.trimFront(segment.sequence + 1); // simultaneous open: the SYN we have, with the ACK we lack
        }
        if (!check.sequence(segment)) {
            return;
        }
        if (segment.has(TcpHeader.RST)) {
            if (segment.sequence == receiver.next()) {
                reset();
            } else {
                check.challenge(); // RFC 5961 section 3.2
            }
            return;
        }
        if (segment.has(TcpHeader.SYN)) {
            check.challenge(); // RFC 5961 section 4.2
            return;
        }
        if (!segment.has(TcpHeader.ACK) || !check.acknowledgment(segment)) {
            return;
        }
        int unacknowledgedBefore = sender.unacknowledged();
        int readyBefore = receiver.ready();
        TcpState stateBefore = state;
        if (state == TcpState.SYN_RECEIVED) {
            establish(segment, segment.window << agreed.sendShift());
            apply(Event.ACKNOWLEDGED);
            keepAlive.start();
        } else {
            sender.acknowledge(segment);
        }
        timestamps.take(segment, receiver.lastAcknowledged());
        if (sender.finAcknowledged() && !finishAfterFin()) {
            return;
        }
        receive(segment, packet);
        complete(sender.unacknowledged() != unacknowledgedBefore
                || receiver.ready() != readyBefore
                || state != stateBefore);
    }

    /** Fifth, second half: our FIN is acknowledged. Answers whether the connection goes on. */
    private boolean finishAfterFin() {
        TcpState before = state;
        apply(Event.FIN_ACKNOWLEDGED);
        if (state == before) {
            return true;
        }
        return switch (state) {
            case TIME_WAIT -> {
                enterTimeWait();
                yield false;
            }
            case CLOSED -> {
                release(null);
                yield false;
            }
            case FIN_WAIT_2 -> {
                if (orphan && !end.armed()) {
                    tcp.timers.arm(end, tcp.turn.now() + FIN_WAIT_2_TIMEOUT);
                }
                yield true;
            }
            case LISTEN, SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, CLOSE_WAIT, CLOSING, LAST_ACK -> true;
        };
    }

    /** Seventh and eighth: text and FIN. */
    private void receive(Segment segment, PacketBuffer packet) {
        switch (state) {
            case ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> {
                if (segment.textLength == 0 && !segment.has(TcpHeader.FIN)) {
                    return;
                }
                ecn.received(segment);
                if (segment.has(TcpHeader.URG)) {
                    receiver.urgent(segment.sequence, TcpHeader.urgentPointer(packet));
                }
                int next = receiver.next();
                boolean text = segment.textLength > 0;
                receiver.accept(segment, packet);
                if (receiver.finReached()) {
                    apply(Event.FIN);
                } else if (text && orphan && receiver.next() != next) {
                    abort(); // RFC 1122 section 4.2.2.13: nobody will read it, and the peer should know
                }
            }
            case CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> {
                if (segment.length() > 0) {
                    receiver.requestAcknowledgment();
                }
            }
            case CLOSED, LISTEN, SYN_SENT, SYN_RECEIVED -> {
                // no text in these states
            }
        }
    }

    /** Last: sends what has become possible, acknowledges, tells the user. */
    private void complete(boolean changed) {
        if (state == TcpState.CLOSED) {
            return;
        }
        if (state == TcpState.TIME_WAIT) {
            output.acknowledgment();
            enterTimeWait();
            return;
        }
        sender.output();
        if (receiver.acknowledgeNow()) {
            output.acknowledgment();
        }
        if (changed) {
            tellUser();
        }
    }

    private void reset() {
        boolean opening = state == TcpState.SYN_RECEIVED;
        boolean closing = state == TcpState.CLOSING || state == TcpState.LAST_ACK;
        if (opening) {
            tcp.counters.tcpAttemptFails++;
        } else if (state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT) {
            tcp.counters.tcpEstabResets++;
        }
        apply(Event.RESET);
        release(opening ? NetworkError.CONNECTION_REFUSED : closing ? null : NetworkError.CONNECTION_RESET);
    }

    @Override
    void unreachable(int sequence, Unreachable why, int mtu) {
        boolean ours = Sequence.atOrBefore(sender.unacknowledged(), sequence)
                && Sequence.before(sequence, sender.next()); // RFC 5927 section 4.1: else a forgery
        if (!ours) {
            return;
        }
        if (why == Unreachable.TOO_BIG) {
            if (synchronised() && output.lowerMtu(mtu)) {
                sender.setSegmentSize(output.segmentSize());
            }
            return;
        }
        if (!synchronised()) {
            // like other stacks, while connecting take any report as the answer: users retry better than we do
            tcp.counters.tcpAttemptFails++;
            apply(Event.ABORT);
            release(why.error());
            return;
        }
        softError = why.error();
    }

    // ---------------------------------------------------------------- sending

    /** Tries again what the link had no room for. */
    void resume() {
        if (!synchronised()) {
            return;
        }
        if (sender.output() && receiver.acknowledgeNow()) {
            output.acknowledgment();
        }
    }

    // ---------------------------------------------------------------- closing

    /** The user has no more to send. */
    void shutdownOutput() {
        switch (state) {
            case SYN_RECEIVED, ESTABLISHED, CLOSE_WAIT -> {
                apply(Event.CLOSE);
                sender.finish();
            }
            case CLOSED, LISTEN, SYN_SENT, FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> {
                // nothing to end, or ended already
            }
        }
    }

    /** The user has closed the socket (RFC 9293 section 3.10.4, RFC 1122 section 4.2.2.13). */
    void close() {
        socket = null;
        orphan = true;
        if (state == TcpState.CLOSED || state == TcpState.TIME_WAIT) {
            receiver.free();
            return;
        }
        if (!synchronised() || receiver.ready() > 0 || settings.lingerSeconds == 0) {
            abort();
            return;
        }
        receiver.shutdown();
        shutdownOutput();
        if (state == TcpState.FIN_WAIT_2) {
            tcp.timers.arm(end, tcp.turn.now() + FIN_WAIT_2_TIMEOUT);
        } else if (settings.lingerSeconds > 0 && state != TcpState.CLOSED) {
            tcp.timers.arm(end, tcp.turn.now() + settings.lingerSeconds * SECOND);
        }
    }

    /** Ends a connection that nobody has accepted. */
    void discard() {
        orphan = true;
        abort();
        receiver.free();
    }

    /** Ends the connection at once, telling the peer by RST where it may know of us (RFC 9293 section 3.10.5). */
    void abort() {
        if (state == TcpState.CLOSED) {
            return;
        }
        if (state != TcpState.SYN_SENT && state != TcpState.TIME_WAIT) {
            output.abort();
        }
        apply(Event.ABORT);
        release(NetworkError.CONNECTION_ABORTED);
    }

    /** The peer has been silent for too long. */
    void giveUp(NetworkError error) {
        if (!synchronised()) {
            tcp.counters.tcpAttemptFails++;
        }
        apply(Event.ABORT);
        release(softError != null ? softError : error);
    }

    /** Leaves a small remnant that answers for us for two maximum segment lifetimes, and frees the rest. */
    private void enterTimeWait() {
        TimeWait remnant = new TimeWait(tcp, output.path(), this, sender.next(), receiver.next(), timestamps);
        leave();
        tcp.timeWaits.add(remnant);
        tellUser();
    }

    private void release(@Nullable NetworkError error) {
        leave();
        StreamSocket user = socket;
        if (user == null) {
            if (orphan) {
                receiver.free();
            } else {
                failure = error;
            }
        } else if (error != null) {
            user.fail(error);
        } else {
            user.notifyReadiness();
        }
    }

    /** The error of a connection that ended before it was accepted. */
    @Nullable NetworkError failure() {
        return failure;
    }

    private void leave() {
        tcp.flows.remove(this);
        sender.free();
        receiver.stop();
        keepAlive.stop();
        tcp.timers.disarm(end);
        if (binding != null) {
            tcp.ports.release(binding);
            binding = null;
        }
    }

    /** Starts, or stops, watching for silence, as the options say. */
    void startKeepAlive() {
        keepAlive.start();
    }
}
