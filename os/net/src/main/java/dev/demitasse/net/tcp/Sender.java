package dev.demitasse.net.tcp;

import dev.demitasse.net.NetworkError;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.wire.TcpHeader;
import dev.demitasse.net.wire.TcpOptions;
import java.nio.ByteBuffer;

/**
 * The sending direction: what to send and when, loss recovery, probing a closed window.
 *
 * <p>SND.NXT never goes back: what must be sent again is found in {@link SentSegments}, and one loop, {@link #output},
 * sends first what is lost and then what is new, as far as the windows allow. Guarded by the stack's lock.
 */
final class Sender {
    /** Retransmissions of data before giving up; with back-off more than the 100 s of RFC 9293 section 3.8.3 (R2). */
    private static final int MAX_RETRIES = 15;

    private static final int MAX_SYN_RETRIES = 6;
    private static final long MAX_PROBE_INTERVAL = 60_000_000_000L;
    private static final int DUPLICATE_THRESHOLD = 3;

    /** How losses are being dealt with. */
    private enum Mode {
        /** No loss known. */
        OPEN,
        /** Fast recovery (RFC 6582, RFC 6675). */
        RECOVERY,
        /** After a retransmission timeout, until all that was sent before it is acknowledged. */
        LOSS
    }

    private final Connection connection;
    private final Tcp tcp;
    private final SendBuffer buffer;
    private final SentSegments sent = new SentSegments();
    private final RoundTripTime rtt = new RoundTripTime();
    private final CongestionControl congestion = new NewReno();
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            expired();
        }
    };

    private final int initialSequence;
    private int unacknowledged;
    private int next;
    private int window;
    private int windowSequence;
    private int windowAcknowledgment;
    private int maxWindow;
    private int shift;
    private int segmentSize = 536;
    private boolean sack;
    private boolean limitFixed;

    private boolean finQueued;
    private boolean finSent;

    private Mode mode = Mode.OPEN;

    /** "recover" of RFC 6582, "RecoveryPoint" of RFC 6675: SND.NXT when the loss was noticed. */
    private int recoveryPoint;

    /** Duplicate acknowledgements, each a segment that has left the network, when the peer does not speak SACK. */
    private int duplicates;

    /** Lets one retransmission pass the congestion window, at the start of fast recovery. */
    private boolean force;

    private boolean windowLimited;
    private int retries;
    private int probes;
    private long lastSent;
    private long waitingSince;

    Sender(Connection connection, Tcp tcp, TcpSettings settings, int initialSequence) {
        this.connection = connection;
        this.tcp = tcp;
        this.initialSequence = initialSequence;
        this.buffer =
                new SendBuffer(tcp.budget, settings.sendBuffer > 0 ? settings.sendBuffer : TcpSettings.FIRST_LIMIT);
        this.limitFixed = settings.sendBuffer > 0;
        this.unacknowledged = initialSequence;
        this.next = initialSequence + 1; // SYN takes the first number
        this.recoveryPoint = initialSequence;
        this.lastSent = tcp.turn.now();
    }

    int initialSequence() {
        return initialSequence;
    }

    /** SND.UNA. */
    int unacknowledged() {
        return unacknowledged;
    }

    /** SND.NXT. */
    int next() {
        return next;
    }

    int maxWindow() {
        return maxWindow;
    }

    long smoothedRoundTrip() {
        return rtt.smoothed();
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

    /** Whether our FIN, and so everything before it, was acknowledged. */
    boolean finAcknowledged() {
        return finSent && unacknowledged == next;
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
        int count = buffer.append(source);
        if (count > 0) {
            output();
        }
        return count;
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
        tcp.timers.arm(timer, tcp.turn.now() + rtt.timeout());
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
        unacknowledged = segment.acknowledgment;
        shift = windowShift;
        sack = sackPermitted;
        window = peerWindow;
        maxWindow = peerWindow;
        windowSequence = segment.sequence;
        windowAcknowledgment = segment.acknowledgment;
        retries = 0;
        tcp.timers.disarm(timer);
        if (roundTrip >= 0) {
            rtt.sample(roundTrip);
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
        if (smaller) {
            sent.loseLongerThan(bytes);
            force = true;
            output();
        }
    }

    /** Takes in the acknowledgement, window and SACK blocks of a segment whose ACK is acceptable. */
    void acknowledge(Segment segment) {
        int ack = segment.acknowledgment;
        boolean windowChanged = updateWindow(segment);
        probes = 0;
        if (window == 0) {
            retries = 0; // alive, if unwilling
        }
        sent.beginAcknowledgement();
        int newlySacked = sack && segment.options.sackBlocks() > 0 ? selectivelyAcknowledge(segment.options) : 0;
        if (Sequence.before(unacknowledged, ack)) {
            advance(ack, segment.options);
        } else if (ack == unacknowledged && unacknowledged != next) {
            boolean pure = segment.length() == 0 && !windowChanged;
            if (newlySacked > 0 || (!sack && pure)) {
                duplicate();
            }
        }
    }

    /** RFC 9293 section 3.10.7.4: newer segments only. */
    private boolean updateWindow(Segment segment) {
        boolean newer = Sequence.before(windowSequence, segment.sequence)
                || (windowSequence == segment.sequence
                        && Sequence.atOrBefore(windowAcknowledgment, segment.acknowledgment));
        if (!newer) {
            return false;
        }
        int updated = segment.window << shift;
        boolean changed = updated != window;
        window = updated;
        maxWindow = Math.max(maxWindow, updated);
        windowSequence = segment.sequence;
        windowAcknowledgment = segment.acknowledgment;
        return changed;
    }

    private int selectivelyAcknowledge(TcpOptions options) {
        int bytes = 0;
        for (int i = 0; i < options.sackBlocks(); i++) {
            int left = options.sackLeft(i);
            int right = options.sackRight(i);
            boolean sensible = Sequence.before(left, right)
                    && Sequence.before(unacknowledged, left)
                    && Sequence.atOrBefore(right, next);
            if (sensible) { // else a duplicate report (RFC 2883) or nonsense
                bytes += sent.selectivelyAcknowledge(left, right);
            }
        }
        return bytes;
    }

    private void advance(int ack, TcpOptions options) {
        int bytes = ack - unacknowledged;
        sent.acknowledge(ack);
        buffer.drop(Math.min(bytes, buffer.length()));
        unacknowledged = ack;
        retries = 0;
        waitingSince = tcp.turn.now();
        sampleRoundTrip(options);
        rtt.reset();
        recover(ack, bytes);
        if (unacknowledged == next) {
            tcp.timers.disarm(timer);
        } else {
            tcp.timers.arm(timer, tcp.turn.now() + rtt.timeout()); // RFC 6298 section 5.3
        }
        if (!limitFixed && buffer.limit() < 2 * congestion.window() && !tcp.budget.underPressure()) {
            buffer.setLimit(Math.min(tcp.maxBuffer, 2 * congestion.window()));
        }
    }

    private void sampleRoundTrip(TcpOptions options) {
        if (sent.sampled()) {
            rtt.sample(tcp.turn.now() - sent.sampleTime());
        } else if (options.timestamps() && options.timestampEcho() != 0) {
            int millis = connection.timestamp() - options.timestampEcho();
            if (millis >= 0) {
                rtt.sample(Math.max(1, millis) * 1_000_000L); // unambiguous even after a retransmission (RFC 7323 4.1)
            }
        }
    }

    private void recover(int ack, int bytes) {
        boolean whole = !Sequence.before(ack, recoveryPoint);
        switch (mode) {
            case OPEN -> {
                duplicates = 0;
                grow(bytes);
                if (sack && sent.detectLoss(segmentSize)) {
                    enterRecovery();
                }
            }
            case RECOVERY -> {
                if (whole) {
                    mode = Mode.OPEN;
                    duplicates = 0;
                    congestion.recovered(inFlight());
                } else if (sack) {
                    sent.detectLoss(segmentSize);
                    sent.loseFirstHole();
                } else {
                    // RFC 6582 section 3.2, step 4: the acknowledged segments but the resent one had been duplicates
                    duplicates = Math.max(0, duplicates - Math.max(0, sent.acknowledgedSegments() - 1));
                    sent.loseFirst();
                    force = true;
                }
            }
            case LOSS -> {
                grow(bytes);
                duplicates = 0;
                if (whole) {
                    mode = Mode.OPEN;
                }
            }
        }
    }

    private void grow(int bytes) {
        if (windowLimited) { // RFC 9293 and RFC 7661: an unused window proves nothing
            congestion.acknowledged(bytes, tcp.turn.now(), rtt.smoothed());
        }
    }

    private void duplicate() {
        if (sack) {
            if (sent.detectLoss(segmentSize) && mode == Mode.OPEN) {
                enterRecovery();
            }
            return;
        }
        duplicates++;
        boolean beyond = Sequence.before(recoveryPoint, unacknowledged); // RFC 6582 section 3.2, step 2
        if (mode == Mode.OPEN && duplicates >= DUPLICATE_THRESHOLD && beyond) {
            enterRecovery();
            sent.loseFirst();
        }
    }

    private void enterRecovery() {
        mode = Mode.RECOVERY;
        recoveryPoint = next;
        congestion.loss(next - unacknowledged, tcp.turn.now());
        force = true;
        tcp.counters.tcpFastRetransmits++;
    }

    private int inFlight() {
        int outstanding = next - unacknowledged;
        int flight = sent.inFlight(outstanding);
        return sack ? flight : Math.max(0, flight - duplicates * segmentSize);
    }

    private int unsent() {
        return finSent ? 0 : unacknowledged + buffer.length() - next;
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
        if (sent.isEmpty() && tcp.turn.now() - lastSent > rtt.timeout()) {
            congestion.idle();
        }
        boolean accepted = true;
        boolean limited = false;
        while (accepted) {
            int flight = inFlight();
            if (sent.hasUnsentLoss()) {
                if (flight >= congestion.window() && !force) {
                    limited = true;
                    break;
                }
                accepted = retransmit(sent.nextLost());
                continue;
            }
            int unsent = unsent();
            int usable = unacknowledged + window - next;
            int length = Math.min(Math.min(unsent, segmentSize), Math.max(0, usable));
            boolean fin = finQueued && !finSent && length == unsent && usable > length;
            if ((length == 0 && !fin) || sent.isFull()) {
                break;
            }
            if (flight > 0 && flight + length > congestion.window()) {
                limited = true;
                break;
            }
            if (!fin && !worthSending(length, unsent)) {
                break;
            }
            accepted = transmit(length, fin, length == unsent);
        }
        windowLimited = limited || (windowLimited && inFlight() >= congestion.window() / 2);
        force = false;
        arm();
        if (!accepted) {
            tcp.await(connection);
        }
        return accepted;
    }

    /** Nagle's algorithm and silly window avoidance (RFC 9293 sections 3.7.4 and 3.8.6.2.1). */
    private boolean worthSending(int length, int unsent) {
        if (length == segmentSize || length >= maxWindow / 2) {
            return true;
        }
        boolean idle = unacknowledged == next;
        return length == unsent && (idle || finQueued || connection.settings().noDelay);
    }

    private boolean transmit(int length, boolean fin, boolean last) {
        int flags = TcpHeader.ACK | (fin ? TcpHeader.FIN : 0) | (last && length > 0 ? TcpHeader.PSH : 0);
        if (!connection.transmit(next, flags, buffer, next - unacknowledged, length)) {
            return false;
        }
        if (unacknowledged == next) {
            waitingSince = tcp.turn.now();
        }
        int end = next + length + (fin ? 1 : 0);
        sent.add(next, end, tcp.turn.now());
        next = end;
        finSent |= fin;
        lastSent = tcp.turn.now();
        return true;
    }

    private boolean retransmit(int index) {
        int start = sent.start(index);
        int end = sent.end(index);
        boolean fin = finSent && end == next;
        if (end - start - (fin ? 1 : 0) > segmentSize) {
            sent.split(index, start + segmentSize);
            end = start + segmentSize;
            fin = false;
        }
        int length = end - start - (fin ? 1 : 0);
        int flags = TcpHeader.ACK | (fin ? TcpHeader.FIN : 0) | (length > 0 ? TcpHeader.PSH : 0);
        if (!connection.transmit(start, flags, buffer, start - unacknowledged, length)) {
            return false;
        }
        force = false;
        sent.resent(index, tcp.turn.now());
        lastSent = tcp.turn.now();
        tcp.counters.tcpRetransSegs++;
        return true;
    }

    /** Runs the timer while something is unacknowledged, or while a closed window keeps something back. */
    private void arm() {
        if (timer.armed()) {
            return;
        }
        if (unacknowledged != next) {
            tcp.timers.arm(timer, tcp.turn.now() + rtt.timeout()); // RFC 6298 section 5.1
        } else if (unsent() > 0 || (finQueued && !finSent)) {
            tcp.timers.arm(timer, tcp.turn.now() + probeInterval());
        }
    }

    private long probeInterval() {
        return Math.min(rtt.timeout() << Math.min(probes, 10), MAX_PROBE_INTERVAL);
    }

    private void expired() {
        if (unacknowledged == next) {
            probe();
            return;
        }
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
        if (opening) {
            rtt.backOff();
            connection.resendSyn();
            tcp.timers.arm(timer, tcp.turn.now() + rtt.timeout());
            return;
        }
        if (retries == 1) {
            congestion.timeout(next - unacknowledged, tcp.turn.now()); // RFC 5681 section 3.1: once for the same data
        }
        if (sent.reneged()) {
            sent.forgetSacks(); // RFC 2018 section 8
        }
        sent.loseAll();
        duplicates = 0;
        mode = Mode.LOSS;
        recoveryPoint = next;
        rtt.backOff();
        force = true;
        tcp.timers.arm(timer, tcp.turn.now() + rtt.timeout());
        output();
    }

    private boolean userTimeoutExceeded() {
        int limit = connection.settings().userTimeoutMillis;
        return limit > 0 && tcp.turn.now() - waitingSince >= limit * 1_000_000L;
    }

    /** The window is closed, or open by less than is worth sending, and has been so for long (RFC 9293 3.8.6.1). */
    private void probe() {
        int unsent = unsent();
        int usable = window;
        if (usable > 0 && unsent > 0) {
            int length = Math.min(Math.min(unsent, segmentSize), usable);
            if (!transmit(length, false, length == unsent)) {
                tcp.await(connection);
            }
            arm();
            return;
        }
        if (unsent == 0 && !(finQueued && !finSent)) {
            return;
        }
        if (probes == 0) {
            waitingSince = tcp.turn.now();
        }
        if (probes >= MAX_RETRIES || (probes > 0 && userTimeoutExceeded())) {
            connection.giveUp(NetworkError.TIMED_OUT);
            return;
        }
        probes++;
        connection.sendProbe();
        arm();
    }

    /** Frees memory and timer. */
    void free() {
        tcp.timers.disarm(timer);
        buffer.free();
        sent.clear();
    }
}
