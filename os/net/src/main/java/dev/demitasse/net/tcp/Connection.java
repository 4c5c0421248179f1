package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.TcpState;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.ip.Unreachable;
import dev.demitasse.net.wire.TcpHeader;
import dev.demitasse.net.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: what a segment, a call or a timer does in each state (RFC 9293 section 3.10). The transitions are
 * {@link StateMachine}'s, the two directions {@link Sender}'s and {@link Receiver}'s. Guarded by the stack's lock.
 */
final class Connection extends Flow {
    /** How long the last state waits for the peer's FIN once the user has closed (RFC 9293 3.10.4 leaves it to us). */
    private static final long FIN_WAIT_2_TIMEOUT = 60_000_000_000L;

    /** RFC 7323 section 5.5: a timestamp older than 24 days says nothing. */
    private static final long TIMESTAMP_LIFETIME = 24L * 24 * 3600 * 1_000_000_000L;

    /** No path is believed to be narrower: a forged report must not make us send crumbs (RFC 5927 section 7.2). */
    private static final int MIN_PATH_MTU = 552;

    private static final long SECOND = 1_000_000_000L;
    private static final int CHALLENGES_PER_SECOND = 100;

    private final Tcp tcp;
    private final TcpSettings settings;
    private final Sender sender;
    private final Receiver receiver;
    private final int ttl;
    private final int trafficClass;
    private Path path;
    private TcpState state = TcpState.CLOSED;
    private @Nullable StreamSocket socket;

    /** Whether the user has closed the socket. */
    private boolean orphan;

    /** Why the connection ended before anyone accepted it. */
    private @Nullable NetworkError failure;

    private PortTable.@Nullable Binding binding;

    private int peerSegmentSize = 536; // RFC 9293 section 3.7.1: when SYN does not say
    private int mtuLimit = Integer.MAX_VALUE;

    /** What our SYN says our windows are shifted by, -1 when it says nothing. */
    private int announcedShift;

    private int peerShift;
    private int peerInitialSequence;
    private boolean sack;
    private boolean timestamps;
    private final int timestampOffset;
    private int recentTimestamp;
    private long recentTimestampTime;

    /** What ICMP has told, for the day the connection times out. */
    private @Nullable NetworkError softError;

    private long lastReceived;
    private int keepAliveProbes;
    private long challengesSince;
    private int challenges;

    /** Whether it stands in {@link Tcp}'s list of those that wait for room on their link. */
    boolean awaitingRoom;

    private final Timer keepAlive = new Timer() {
        @Override
        protected void expire() {
            keepAliveExpired();
        }
    };

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
        this.path = path;
        this.settings = settings;
        this.ttl = ttl;
        this.trafficClass = trafficClass;
        this.timestampOffset = tcp.timestampOffset(path.local(), path.remote());
        this.sender = new Sender(this, tcp, settings, initialSequence);
        this.receiver = new Receiver(this, tcp, settings);
        this.lastReceived = tcp.turn.now();
    }

    // ---------------------------------------------------------------- what others ask

    TcpState state() {
        return state;
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

    /** The clock for our timestamps: milliseconds, from a start that differs by peer (RFC 7323 sections 5.4 and 7.1). */
    int timestamp() {
        return tcp.timestampClock() + timestampOffset;
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
        timestamps = true;
        announcedShift = tcp.windowShift();
        sendSyn(TcpHeader.SYN);
        sender.synSent();
    }

    /** Passive open: starts where a half-open connection has got to, with the segment that acknowledges our SYN. */
    void establish(HalfOpen from, Segment segment) {
        state = TcpState.SYN_RECEIVED;
        timestamps = from.timestamps;
        recentTimestamp = from.recentTimestamp;
        recentTimestampTime = tcp.turn.now();
        sack = from.sack;
        peerSegmentSize = from.peerSegmentSize;
        receiver.start(from.receiveNext(), from.windowScaling() ? from.ownShift : 0, from.promisedWindow);
        int peerShift = from.windowScaling() ? from.peerShift : 0;
        applySegmentSize();
        sender.established(
                segment, segment.window << peerShift, peerShift, sack, from.roundTrip(), from.retransmitted());
        apply(Event.ACKNOWLEDGED);
        tcp.counters.tcpPassiveOpens++;
        startKeepAlive();
    }

    private void sendSyn(int flags) {
        if (timestamps) {
            tcp.writer.timestamps(timestamp(), recentTimestamp);
        }
        boolean answer = (flags & TcpHeader.ACK) != 0;
        tcp.writer.synOptions(tcp.segmentSizeFor(path), announcedShift, !answer || sack);
        tcp.writer.send(
                currentPath(),
                localPort,
                remotePort,
                sender.initialSequence(),
                answer ? receiver.next() : 0,
                flags,
                receiver.synWindow(),
                null,
                0,
                0,
                ttl,
                trafficClass);
    }

    /** Nothing comes back: the link should look whether it still sends to the right place. */
    void doubtPath() {
        path.doubt();
    }

    /** Sends the SYN of either opening state again. */
    void resendSyn() {
        tcp.counters.tcpRetransSegs++;
        sendSyn(state == TcpState.SYN_SENT ? TcpHeader.SYN : TcpHeader.SYN | TcpHeader.ACK);
    }

    private void applySegmentSize() {
        int fitting = Math.min(tcp.segmentSizeFor(path), mtuLimit - path.ipHeaderLength() - TcpHeader.MIN_LENGTH);
        int most = Math.min(peerSegmentSize, fitting);
        int options = timestamps ? TcpOptions.TIMESTAMPS_LENGTH : 0; // RFC 6691
        sender.setSegmentSize(Math.max(most, 88) - options);
    }

    /** Path MTU discovery (RFC 1191 section 6.4): smaller segments from now on, and those too large again. */
    private void lowerMtu(int told) {
        int lower = Math.max(told, MIN_PATH_MTU);
        if (synchronised() && lower < Math.min(mtuLimit, path.mtu())) {
            mtuLimit = lower;
            applySegmentSize();
        }
    }

    /** RFC 9293 section 3.10.7.3. */
    private void arrivesInSynSent(Segment segment, PacketBuffer packet) {
        boolean ack = segment.has(TcpHeader.ACK);
        boolean acceptable = ack && segment.acknowledgment == sender.next();
        if (ack && !acceptable) {
            if (!segment.has(TcpHeader.RST)) {
                sendReset(segment.acknowledgment);
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
            sendSyn(TcpHeader.SYN | TcpHeader.ACK);
            sender.synSent();
            return;
        }
        boolean retransmitted = sender.synRetransmitted();
        sender.established(
                segment, segment.window, peerShift, sack, retransmitted ? -1 : sender.synRoundTrip(), retransmitted);
        apply(Event.SYN_ACKNOWLEDGED);
        startKeepAlive();
        receiver.requestAcknowledgment();
        segment.trimFront(segment.sequence + 1);
        receive(segment, packet);
        complete(true);
    }

    private void takeSynOptions(Segment segment) {
        peerInitialSequence = segment.sequence;
        timestamps = timestamps && segment.options.timestamps();
        if (timestamps) {
            recentTimestamp = segment.options.timestampValue();
            recentTimestampTime = tcp.turn.now();
        }
        sack = segment.options.sackPermitted();
        boolean scaling = segment.options.windowScale() >= 0; // ours was offered (RFC 7323 section 2.2)
        peerShift = scaling ? segment.options.windowScale() : 0;
        if (!scaling) {
            announcedShift = -1;
        }
        if (segment.options.maximumSegmentSize() > 0) {
            peerSegmentSize = segment.options.maximumSegmentSize();
        }
        receiver.start(segment.sequence + 1, scaling ? announcedShift : 0, receiver.synWindow());
        applySegmentSize();
    }

    // ---------------------------------------------------------------- segments

    @Override
    void segmentArrives(Segment segment, PacketBuffer packet) {
        lastReceived = tcp.turn.now();
        keepAliveProbes = 0;
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
        if (!checkSequence(segment)) {
            return;
        }
        if (segment.has(TcpHeader.RST)) {
            if (segment.sequence == receiver.next()) {
                reset();
            } else {
                challenge(); // RFC 5961 section 3.2
            }
            return;
        }
        if (segment.has(TcpHeader.SYN)) {
            challenge(); // RFC 5961 section 4.2
            return;
        }
        if (!segment.has(TcpHeader.ACK) || !checkAcknowledgment(segment)) {
            return;
        }
        int unacknowledgedBefore = sender.unacknowledged();
        int readyBefore = receiver.ready();
        TcpState stateBefore = state;
        if (state == TcpState.SYN_RECEIVED) {
            boolean retransmitted = sender.synRetransmitted();
            sender.established(
                    segment,
                    segment.window << peerShift,
                    peerShift,
                    sack,
                    retransmitted ? -1 : sender.synRoundTrip(),
                    retransmitted);
            apply(Event.ACKNOWLEDGED);
            startKeepAlive();
        } else {
            sender.acknowledge(segment);
        }
        takeTimestamp(segment);
        if (sender.finAcknowledged() && !finishAfterFin()) {
            return;
        }
        receive(segment, packet);
        complete(sender.unacknowledged() != unacknowledgedBefore
                || receiver.ready() != readyBefore
                || state != stateBefore);
    }

    /** First: PAWS (RFC 7323 section 5.3) and the window. Answers whether to go on. */
    private boolean checkSequence(Segment segment) {
        boolean reset = segment.has(TcpHeader.RST);
        if (timestamps && !reset) {
            if (!segment.options.timestamps()) {
                return false; // RFC 7323 section 3.2
            }
            boolean old = segment.options.timestampValue() - recentTimestamp < 0
                    && tcp.turn.now() - recentTimestampTime < TIMESTAMP_LIFETIME;
            if (old) {
                challenge();
                return false;
            }
        }
        if (receiver.acceptable(segment)) {
            return true;
        }
        boolean probesClosedWindow =
                receiver.window() == 0 && segment.sequence == receiver.next() && !reset && !segment.has(TcpHeader.SYN);
        if (probesClosedWindow) {
            segment.trimEnd(receiver.next()); // "special allowance": its ACK counts, its text does not
            receiver.requestAcknowledgment();
            return true;
        }
        if (!reset) {
            challenge();
        }
        return false;
    }

    /** Fifth, first half: whether the ACK field makes sense (RFC 5961 section 5.2). */
    private boolean checkAcknowledgment(Segment segment) {
        int ack = segment.acknowledgment;
        if (state == TcpState.SYN_RECEIVED) {
            if (ack != sender.next()) {
                sendReset(ack);
                return false;
            }
            return true;
        }
        boolean sensible = Sequence.atOrBefore(ack, sender.next())
                && Sequence.atOrBefore(sender.unacknowledged() - sender.maxWindow(), ack);
        if (!sensible) {
            challenge();
        }
        return sensible;
    }

    private void takeTimestamp(Segment segment) {
        if (timestamps
                && segment.options.timestamps()
                && segment.options.timestampValue() - recentTimestamp >= 0
                && Sequence.atOrBefore(segment.sequence, receiver.lastAcknowledged())) { // RFC 7323 section 4.3
            recentTimestamp = segment.options.timestampValue();
            recentTimestampTime = tcp.turn.now();
        }
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
            sendAcknowledgment();
            enterTimeWait();
            return;
        }
        sender.output();
        if (receiver.acknowledgeNow()) {
            sendAcknowledgment();
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
            lowerMtu(mtu);
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

    private Path currentPath() {
        if (!tcp.internet.current(path)) {
            Path found = tcp.internet.route(local, remote, 0);
            if (found != null) {
                path = found;
            }
        }
        return path;
    }

    /** Sends a segment of a synchronised connection; {@code false} when there was no room for it. */
    boolean transmit(int sequence, int flags, @Nullable SendBuffer text, int offset, int length) {
        Path way = currentPath();
        if (timestamps) {
            tcp.writer.timestamps(timestamp(), recentTimestamp);
        }
        if (sack && !receiver.reassembly().isEmpty()) {
            int spare = Math.min(way.mtu(), mtuLimit)
                    - way.ipHeaderLength()
                    - TcpHeader.MIN_LENGTH
                    - tcp.writer.optionsLength()
                    - length;
            tcp.writer.sack(receiver.reassembly(), Math.max(0, Math.min(4, (spare - 4) / 8)));
        }
        boolean sent = tcp.writer.send(
                way,
                localPort,
                remotePort,
                sequence,
                receiver.next(),
                flags,
                receiver.windowField(),
                text,
                offset,
                length,
                ttl,
                trafficClass);
        if (sent) {
            receiver.acknowledged();
        }
        return sent;
    }

    /** Sends an empty segment with the current acknowledgement and window. */
    void sendAcknowledgment() {
        sendEmpty(sender.next());
    }

    /** Sends an old sequence number, which makes the peer tell its window, or whether it lives. */
    void sendProbe() {
        sendEmpty(sender.unacknowledged() - 1);
    }

    private void sendEmpty(int sequence) {
        if (!transmit(sequence, TcpHeader.ACK, null, 0, 0)) {
            receiver.requestAcknowledgment();
            tcp.await(this);
        }
    }

    /** Tries again what the link had no room for. */
    void resume() {
        if (!synchronised()) {
            return;
        }
        if (sender.output() && receiver.acknowledgeNow()) {
            sendAcknowledgment();
        }
    }

    /** An acknowledgement in answer to something suspicious, at a limited rate (RFC 5961 section 7). */
    private void challenge() {
        if (tcp.turn.now() - challengesSince >= SECOND) {
            challengesSince = tcp.turn.now();
            challenges = 0;
        }
        if (challenges < CHALLENGES_PER_SECOND) {
            challenges++;
            tcp.counters.tcpChallengeAcks++;
            if (state == TcpState.SYN_RECEIVED) {
                sendSyn(TcpHeader.SYN | TcpHeader.ACK);
            } else {
                sendAcknowledgment();
            }
        }
    }

    private void sendReset(int sequence) {
        tcp.counters.tcpOutRsts++;
        tcp.writer.send(
                currentPath(), localPort, remotePort, sequence, 0, TcpHeader.RST, 0, null, 0, 0, ttl, trafficClass);
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
            tcp.counters.tcpOutRsts++;
            tcp.writer.send(
                    currentPath(),
                    localPort,
                    remotePort,
                    sender.next(),
                    receiver.next(),
                    TcpHeader.RST | TcpHeader.ACK,
                    0,
                    null,
                    0,
                    0,
                    ttl,
                    trafficClass);
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
        TimeWait remnant = new TimeWait(
                tcp, path, this, sender.next(), receiver.next(), timestamps, timestampOffset, recentTimestamp);
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
        tcp.timers.disarm(keepAlive);
        tcp.timers.disarm(end);
        if (binding != null) {
            tcp.ports.release(binding);
            binding = null;
        }
    }

    // ---------------------------------------------------------------- keeping alive

    /** Starts, or stops, watching for silence (RFC 9293 section 3.8.4). */
    void startKeepAlive() {
        if (settings.keepAlive && synchronised()) {
            tcp.timers.arm(keepAlive, tcp.turn.now() + settings.keepAliveIdleSeconds * SECOND);
        } else {
            tcp.timers.disarm(keepAlive);
        }
    }

    private void keepAliveExpired() {
        long idle = settings.keepAliveIdleSeconds * SECOND;
        long silent = tcp.turn.now() - lastReceived;
        if (silent < idle) {
            tcp.timers.arm(keepAlive, lastReceived + idle);
        } else if (sender.unacknowledged() != sender.next()) {
            tcp.timers.arm(keepAlive, tcp.turn.now() + idle); // retransmission watches already
        } else if (keepAliveProbes >= settings.keepAliveCount) {
            giveUp(NetworkError.TIMED_OUT);
        } else {
            keepAliveProbes++;
            sendProbe();
            tcp.timers.arm(keepAlive, tcp.turn.now() + settings.keepAliveIntervalSeconds * SECOND);
        }
    }
}
