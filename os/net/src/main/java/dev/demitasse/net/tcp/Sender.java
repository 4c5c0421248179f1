package dev.demitasse.net.tcp;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.tcp.SendTimer.Purpose;
import dev.demitasse.net.wire.TcpHeader;
import java.nio.ByteBuffer;

/**
 * The sending direction: what to send and when, and when to give up.
 *
 * <p>SND.NXT never goes back: what must be sent again is found in {@link SentSegments}, and one loop, {@link #output},
 * sends first what is lost and then what is new, as far as the peer's {@link SendWindow} and {@link LossRecovery} allow.
 * Guarded by the stack's lock.
 */
final class Sender {
    /** Retransmissions of data before giving up; with back-off more than the 100 s of RFC 9293 section 3.8.3 (R2). */
    private static final int MAX_RETRIES = 15;

    private static final int MAX_SYN_RETRIES = 6;

    /** Timeouts in a row that make us suspect that long packets vanish on their way. */
    private static final int BLACK_HOLE_TIMEOUTS = 3;

    private final Connection connection;
    private final Tcp tcp;
    private final SendBuffer buffer;
    private final SentSegments sent;
    private final SendWindow window = new SendWindow();
    private final RoundTripTime rtt = new RoundTripTime();
    private final CongestionControl congestion;
    private final LossRecovery recovery;
    private final NewText text;
    private final WindowProbe probe = new WindowProbe();
    private final SendTimer timer;
    private final ByteBuffer urgentByte = ByteBuffer.allocate(1);
    private final int initialSequence;
    private int segmentSize = 536;
    private boolean limitFixed;
    private boolean finQueued;
    private boolean finSent;
    private boolean windowLimited;
    private boolean urgent;

    /** The number of the byte behind the urgent one: SND.UP. */
    private int urgentEnd;

    private int retries;
    private long retransmissions;
    private long lastSent;
    private long waitingSince;

    Sender(Connection connection, Tcp tcp, TcpSettings settings, int initialSequence) {
        this.connection = connection;
        this.tcp = tcp;
        this.initialSequence = initialSequence;
        this.sent = new SentSegments(initialSequence);
        this.congestion = CongestionControl.of(tcp.policy.congestionControl());
        this.recovery = new LossRecovery(
                tcp,
                sent,
                rtt,
                congestion,
                connection.timestamps(),
                connection.ecn(),
                connection.output().search());
        this.text = new NewText(this, connection, window, sent, recovery);
        this.timer = new SendTimer(this, tcp.timers);
        this.buffer =
                new SendBuffer(tcp.budget, settings.sendBuffer > 0 ? settings.sendBuffer : TcpSettings.FIRST_LIMIT);
        this.limitFixed = settings.sendBuffer > 0;
        this.lastSent = tcp.turn.now();
    }

    int initialSequence() {
        return initialSequence;
    }

    /** SND.UNA. */
    int unacknowledged() {
        return sent.unacknowledged();
    }

    /** SND.NXT. */
    int next() {
        return sent.next();
    }

    /** The largest window the peer has offered. */
    int maxWindow() {
        return window.largest();
    }

    long smoothedRoundTrip() {
        return rtt.smoothed();
    }

    int congestionWindow() {
        return congestion.window();
    }

    int inFlight() {
        return recovery.inFlight();
    }

    /** Segments sent again so far. */
    long retransmissions() {
        return retransmissions;
    }

    /** Bytes the user wrote that are not acknowledged. */
    int pending() {
        return buffer.length();
    }

    int limit() {
        return buffer.limit();
    }

    void setLimit(int bytes) {
        buffer.setLimit(bytes);
        limitFixed = true;
    }

    int segmentSize() {
        return segmentSize;
    }

    /** Whether an urgent byte is not acknowledged yet. */
    boolean urgent() {
        return urgent;
    }

    /** Whether our FIN, and so everything before it, was acknowledged. */
    boolean finAcknowledged() {
        return finSent && sent.outstanding() == 0;
    }

    boolean finQueued() {
        return finQueued;
    }

    /** Whether a third of the buffer is free, as is usual before writers are woken. */
    boolean writable() {
        int room = buffer.room();
        return room > 0 && room >= buffer.limit() / 3;
    }

    /** Takes bytes from the user and sends what may be sent. */
    int write(ByteBuffer source) {
        tcp.reclaim();
        int count = buffer.append(source);
        if (count > 0) {
            output();
        }
        return count;
    }

    /** Takes one byte from the user as urgent (RFC 9293 section 3.8.5); whether there was room. */
    boolean writeUrgent(int value) {
        urgentByte.put(0, (byte) value);
        if (buffer.append(urgentByte.clear()) == 0) {
            return false;
        }
        urgent = true;
        urgentEnd = sent.unacknowledged() + buffer.length();
        output();
        return true;
    }

    /** What the urgent pointer of a segment with this sequence number says, 0 for nothing: how far the urgent byte's end is. */
    int urgentPointer(int sequence) {
        return urgent && Sequence.before(sequence, urgentEnd) ? Math.min(0xffff, urgentEnd - sequence) : 0;
    }

    /** Queues FIN behind the data. */
    void finish() {
        finQueued = true;
        output();
    }

    /** Arms the timer for a SYN just sent. */
    void synSent() {
        waitingSince = tcp.turn.now();
        lastSent = tcp.turn.now();
        timer.set(Purpose.RETRANSMISSION, tcp.turn.now() + rtt.timeout());
    }

    /**
     * The peer has our SYN: the data phase begins.
     *
     * @param segment the one that acknowledged it
     * @param peerWindow its window, scaled if it is to be
     * @param windowShift how the windows to come are scaled
     * @param roundTrip measured over the handshake, or -1
     * @param retransmitted whether SYN had to be sent more than once (RFC 6298 section 5.7, RFC 5681 section 3.1)
     */
    void established(
            Segment segment,
            int peerWindow,
            int windowShift,
            boolean sackPermitted,
            long roundTrip,
            boolean retransmitted) {
        sent.start();
        window.start(segment, peerWindow, windowShift);
        recovery.start(sackPermitted);
        retries = 0;
        timer.clearAll();
        if (roundTrip >= 0) {
            rtt.sample(roundTrip, tcp.turn.now());
        } else if (retransmitted) {
            rtt.beCautious();
        }
        rtt.reset();
        congestion.setSegmentSize(segmentSize, true);
        if (retransmitted) {
            congestion.handshakeLoss();
        }
    }

    /** When the SYN was sent first, and how often again. */
    boolean synRetransmitted() {
        return retries > 0;
    }

    long synRoundTrip() {
        return tcp.turn.now() - waitingSince;
    }

    /** Sets how much text a segment may carry. */
    void setSegmentSize(int bytes) {
        boolean smaller = bytes < segmentSize && !sent.isEmpty();
        segmentSize = bytes;
        congestion.setSegmentSize(bytes, false);
        recovery.setSegmentSize(bytes);
        if (smaller) {
            recovery.tooLong(bytes);
            output();
        }
    }

    /** Takes in the acknowledgement, window and SACK blocks of a segment whose ACK is acceptable. */
    void acknowledge(Segment segment) {
        int ack = segment.acknowledgment;
        boolean windowChanged = window.update(segment);
        probe.answered(window.size());
        if (window.size() == 0) {
            retries = 0; // alive, if unwilling
        }
        int before = sent.unacknowledged();
        recovery.acknowledge(segment, segment.length() == 0 && !windowChanged, windowLimited);
        if (sent.unacknowledged() != before) {
            advanced(sent.unacknowledged() - before);
            if (connection.output().search().acknowledged(sent.unacknowledged(), tcp.turn.now())) {
                setSegmentSize(connection.output().segmentSize());
            }
        }
        scheduleReordering();
    }

    private void advanced(int bytes) {
        buffer.drop(Math.min(bytes, buffer.length()));
        retries = 0;
        urgent &= Sequence.before(sent.unacknowledged(), urgentEnd);
        waitingSince = tcp.turn.now();
        connection.confirmPath();
        if (sent.outstanding() == 0) {
            timer.clear(Purpose.RETRANSMISSION);
            timer.clear(Purpose.TAIL_PROBE);
        } else {
            timer.set(Purpose.RETRANSMISSION, tcp.turn.now() + rtt.timeout()); // RFC 6298 section 5.3
            scheduleProbe();
        }
        if (!limitFixed && buffer.limit() < 2 * congestion.window() && !tcp.budget.underPressure()) {
            buffer.setLimit(Math.min(tcp.maxBuffer, 2 * congestion.window()));
        }
    }

    /** RFC 8985 section 7.2: after new data, and when something of what is in flight was acknowledged. */
    private void scheduleProbe() {
        if (recovery.mayProbe()) {
            long deadline = tcp.turn.now() + recovery.probeTimeout();
            long timeout = timer.at(Purpose.RETRANSMISSION);
            timer.set(Purpose.TAIL_PROBE, deadline - timeout > 0 ? timeout : deadline);
        } else {
            timer.clear(Purpose.TAIL_PROBE);
        }
    }

    private void scheduleReordering() {
        long wait = recovery.reorderingTimeout();
        if (wait > 0) {
            timer.set(Purpose.REORDERING, tcp.turn.now() + wait);
        } else {
            timer.clear(Purpose.REORDERING);
        }
    }

    private int unsent() {
        return finSent ? 0 : buffer.length() - sent.outstanding();
    }

    /**
     * Sends all that may be sent now: first what was lost, then what is new.
     *
     * @return {@code false} when the link had no room: to be called again soon
     */
    boolean output() {
        if (!connection.maySend()) {
            return true;
        }
        long silent = tcp.turn.now() - lastSent;
        if (sent.isEmpty() && silent > rtt.timeout()) {
            congestion.idle(silent);
        }
        boolean accepted = true;
        boolean limited = false;
        boolean fresh = false;
        while (accepted) {
            if (sent.hasUnsentLoss() && !recovery.prefersNew()) {
                if (!recovery.mayRetransmit()) {
                    limited = true;
                    break;
                }
                accepted = retransmit(sent.nextLost());
                continue;
            }
            int unsent = unsent();
            int usable = window.size() - sent.outstanding();
            int probing = text.toProbe(unsent);
            if (probing > 0) {
                if (usable < probing || !recovery.maySend(probing)) {
                    limited = true; // what is in flight will make room
                    break;
                }
                accepted = transmitProbe(probing);
                fresh |= accepted;
                continue;
            }
            int length = Math.min(Math.min(unsent, segmentSize), Math.max(0, usable));
            boolean fin = finQueued && !finSent && length == unsent && usable > length;
            if ((length == 0 && !fin) || sent.isFull()) {
                if (recovery.nothingNew()) {
                    continue;
                }
                break;
            }
            if (!recovery.maySend(length)) {
                limited = true;
                break;
            }
            if (!fin && !text.worthSending(length, unsent)) {
                break;
            }
            int together = text.together(unsent, usable);
            accepted = together > length
                    ? transmitTogether(together, unsent, usable)
                    : transmit(length, fin, length == unsent);
            fresh |= accepted;
        }
        windowLimited = limited || (windowLimited && recovery.inFlight() >= congestion.window() / 2);
        recovery.outputDone();
        arm();
        if (fresh) {
            scheduleProbe();
        }
        if (!accepted) {
            tcp.await(connection);
        }
        return accepted;
    }

    private boolean transmitTogether(int length, int unsent, int usable) {
        boolean fin = finQueued && length == unsent && usable > length;
        int flags = flags(length, fin, length == unsent);
        SegmentOutput output = connection.output();
        if (!output.transmitTogether(sent.next(), flags, buffer, sent.outstanding(), length, segmentSize)) {
            return false;
        }
        congestion.setBurst(output.textTogether());
        departed(length, segmentSize, fin);
        return true;
    }

    private boolean transmit(int length, boolean fin, boolean last) {
        int flags = flags(length, fin, last);
        if (!connection.output().transmit(sent.next(), flags, buffer, sent.outstanding(), length)) {
            return false;
        }
        departed(length, length, fin);
        return true;
    }

    private static int flags(int length, boolean fin, boolean last) {
        return TcpHeader.ACK | (fin ? TcpHeader.FIN : 0) | (last && length > 0 ? TcpHeader.PSH : 0);
    }

    /** New text has left, in segments of {@code segment} bytes and what is left. */
    private void departed(int length, int segment, boolean fin) {
        long now = tcp.turn.now();
        if (sent.outstanding() == 0) {
            waitingSince = now;
        }
        int rest = length;
        for (; rest > segment; rest -= segment) {
            sent.add(sent.next() + segment, now);
        }
        sent.add(sent.next() + rest + (fin ? 1 : 0), now);
        recovery.sentNew(length);
        finSent |= fin;
        lastSent = now;
    }

    private boolean transmitProbe(int text) {
        int start = sent.next();
        if (!transmit(text, false, false)) {
            return false;
        }
        connection.output().probed(start, text);
        tcp.counters.tcpMtuProbes++;
        return true;
    }

    private boolean retransmit(int index) {
        int start = sent.start(index);
        int end = sent.end(index);
        boolean fin = finSent && end == sent.next();
        if (end - start - (fin ? 1 : 0) > segmentSize) {
            sent.split(index, start + segmentSize);
            end = start + segmentSize;
            fin = false;
        }
        int length = end - start - (fin ? 1 : 0);
        int flags = TcpHeader.ACK | (fin ? TcpHeader.FIN : 0) | (length > 0 ? TcpHeader.PSH : 0);
        if (!connection.output().transmit(start, flags, buffer, start - sent.unacknowledged(), length)) {
            return false;
        }
        recovery.retransmitted(start, length);
        if (!recovery.timedOut()) {
            timer.set(
                    Purpose.RETRANSMISSION, tcp.turn.now() + rtt.timeout()); // RFC 6675 section 6, the careful variant
        }
        sent.resent(index, tcp.turn.now());
        lastSent = tcp.turn.now();
        tcp.counters.tcpRetransSegs++;
        retransmissions++;
        return true;
    }

    /** Runs the timer while something is unacknowledged, or while a closed window keeps something back. */
    private void arm() {
        if (sent.outstanding() > 0) {
            if (!timer.isSet(Purpose.RETRANSMISSION)) {
                timer.set(Purpose.RETRANSMISSION, tcp.turn.now() + rtt.timeout()); // RFC 6298 section 5.1
            }
            timer.clear(Purpose.WINDOW_PROBE);
        } else if (unsent() <= 0 && (!finQueued || finSent)) {
            timer.clear(Purpose.WINDOW_PROBE);
        } else if (!timer.isSet(Purpose.WINDOW_PROBE)) {
            timer.set(Purpose.WINDOW_PROBE, tcp.turn.now() + probe.interval(rtt.timeout()));
        }
    }

    /** A deadline of {@link SendTimer} has come. */
    void expired(Purpose purpose) {
        switch (purpose) {
            case REORDERING -> {
                recovery.reorderingExpired();
                scheduleReordering();
                output();
            }
            case TAIL_PROBE -> probeTail();
            case RETRANSMISSION -> timeout();
            case WINDOW_PROBE -> probeWindow();
        }
    }

    /** RFC 8985 section 7.3: new data if there is some, else the last segment again. */
    private void probeTail() {
        if (!recovery.mayProbe()) {
            return;
        }
        int unsent = unsent();
        int length = Math.min(Math.min(unsent, segmentSize), window.size() - sent.outstanding());
        boolean fresh = length > 0 && !sent.isFull();
        boolean accepted = fresh ? transmit(length, false, length == unsent) : retransmit(sent.size() - 1);
        if (accepted) {
            recovery.probed(!fresh);
        }
        timer.set(Purpose.RETRANSMISSION, tcp.turn.now() + rtt.timeout());
    }

    private void timeout() {
        boolean opening = !connection.synchronised();
        if (retries >= (opening ? MAX_SYN_RETRIES : MAX_RETRIES) || userTimeoutExceeded()) {
            connection.giveUp(NetworkError.TIMED_OUT);
            return;
        }
        retries++;
        tcp.counters.tcpTimeouts++;
        if (retries == 2) {
            connection.doubtPath();
        }
        rtt.backOff();
        timer.clearAll();
        timer.set(Purpose.RETRANSMISSION, tcp.turn.now() + rtt.timeout());
        if (opening) {
            connection.resendSyn();
            return;
        }
        if (retries >= BLACK_HOLE_TIMEOUTS) {
            suspectBlackHole();
        }
        recovery.timeout(retries == 1);
        output();
    }

    private void suspectBlackHole() {
        if (connection.output().suspectBlackHole(sent.firstLength())) {
            tcp.counters.tcpBlackHoles++;
            segmentSize = connection.output().segmentSize();
            congestion.setSegmentSize(segmentSize, false);
            recovery.setSegmentSize(segmentSize);
        }
    }

    private boolean userTimeoutExceeded() {
        int limit = connection.settings().userTimeoutMillis;
        return limit > 0 && tcp.turn.now() - waitingSince >= limit * 1_000_000L;
    }

    /** The window is closed, or open by less than is worth sending, and has been so for long (RFC 9293 3.8.6.1). */
    private void probeWindow() {
        int unsent = unsent();
        if (window.size() > 0 && unsent > 0) {
            int length = Math.min(Math.min(unsent, segmentSize), window.size());
            if (!transmit(length, false, length == unsent)) {
                tcp.await(connection);
            }
            arm();
            return;
        }
        if (unsent == 0 && !(finQueued && !finSent)) {
            return;
        }
        if (probe.unanswered() == 0) {
            waitingSince = tcp.turn.now();
        }
        if (probe.unanswered() >= MAX_RETRIES || (probe.unanswered() > 0 && userTimeoutExceeded())) {
            connection.giveUp(NetworkError.TIMED_OUT);
            return;
        }
        probe.sent();
        connection.output().probe();
        arm();
    }

    /** Gives back memory that holds nothing. */
    void giveBack() {
        if (buffer.length() == 0) {
            buffer.free();
        }
    }

    /** Frees memory and timer. */
    void free() {
        timer.clearAll();
        buffer.free();
        sent.clear();
    }
}
