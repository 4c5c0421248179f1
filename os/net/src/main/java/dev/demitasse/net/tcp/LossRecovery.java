package dev.demitasse.net.tcp;

import dev.demitasse.net.LossDetection;

/**
 * Finds out what was lost, and says how much may be in flight while it is being repaired.
 *
 * <p>Three ways to find out, over the same marks in {@link SentSegments}: {@link Rack} (RFC 8985) or, if the stack's
 * policy wants it, RFC 6675 where the peer speaks SACK; RFC 6582 (NewReno) where it does not. Mistakes are noticed by
 * {@link Eifel} and {@link ForwardRto} and taken back. Guarded by the stack's lock.
 */
final class LossRecovery implements SentSegments.Arrivals {
    private static final int DUPLICATE_THRESHOLD = 3;

    /** How losses are being dealt with. */
    private enum Mode {
        /** No loss known. */
        OPEN,
        /** A router has marked a segment, and none is lost (RFC 3168). */
        REDUCING,
        /** Fast recovery (RFC 6582, RFC 6675). */
        RECOVERY,
        /** After a retransmission timeout, until all that was sent before it is acknowledged. */
        LOSS
    }

    private final Tcp tcp;
    private final SentSegments sent;
    private final RoundTripTime rtt;
    private final CongestionControl congestion;
    private final Timestamps timestamps;
    private final Ecn ecn;
    private final PathMtuSearch search;
    private final SackReport report;
    private final Rack rack;
    private final TailLossProbe tail = new TailLossProbe();
    private final ForwardRto forwardRto = new ForwardRto();
    private final Eifel eifel = new Eifel();
    private final ProportionalRateReduction reduction = new ProportionalRateReduction();
    private Mode mode = Mode.OPEN;
    private boolean sack;
    private boolean byTime;
    private int segmentSize = 536;

    /** "recover" of RFC 6582, "RecoveryPoint" of RFC 6675: SND.NXT when the loss was noticed. */
    private int recoveryPoint;

    /** When the last retransmission timeout was. */
    private long timeoutTime;

    /** Duplicate acknowledgements, each a segment that has left the network, when the peer does not speak SACK. */
    private int duplicates;

    /** Lets one retransmission pass the congestion window, at the start of fast recovery. */
    private boolean force;

    /** TSecr of the acknowledgement in hand, 0 without. */
    private int echo;

    /** FlightSize when the acknowledgement in hand came (RFC 5681 section 2): what the window is reduced by. */
    private int flightSize;

    /** Whether the acknowledgement in hand covers something sent only once, before the last timeout. */
    private boolean originalArrived;

    LossRecovery(
            Tcp tcp,
            SentSegments sent,
            RoundTripTime rtt,
            CongestionControl congestion,
            Timestamps timestamps,
            Ecn ecn,
            PathMtuSearch search) {
        this.tcp = tcp;
        this.sent = sent;
        this.rtt = rtt;
        this.congestion = congestion;
        this.timestamps = timestamps;
        this.ecn = ecn;
        this.search = search;
        this.report = new SackReport(sent);
        this.rack = new Rack(sent, rtt);
        this.recoveryPoint = sent.unacknowledged();
        sent.setArrivals(this);
    }

    /** The data phase begins. */
    void start(boolean sackPermitted) {
        sack = sackPermitted;
        byTime = sack && tcp.policy.lossDetection() == LossDetection.RACK;
    }

    void setSegmentSize(int bytes) {
        segmentSize = bytes;
    }

    /** Bytes that are thought to be in the network. */
    int inFlight() {
        int flight = sent.inFlight();
        return sack ? flight : Math.max(0, flight - duplicates * segmentSize);
    }

    /** The congestion window: in recovery with SACK, what proportional rate reduction makes of it. */
    int window() {
        boolean reducing = mode == Mode.REDUCING || (mode == Mode.RECOVERY && sack);
        return reducing ? reduction.window() : congestion.window();
    }

    /** Whether nothing is thought to be lost, marked or out of order: time to find out other things. */
    boolean calm() {
        return mode == Mode.OPEN && duplicates == 0 && sent.sackedSegments() == 0 && !sent.hasLoss();
    }

    /** Whether what is lost is being sent again because the retransmission timer has expired. */
    boolean timedOut() {
        return mode == Mode.LOSS;
    }

    /** Whether the congestion window lets something lost be sent again now. */
    boolean mayRetransmit() {
        return !forwardRto.allows() && (force || inFlight() < window());
    }

    /** Whether new data goes first although something is lost, to see whether it is (RFC 5682). */
    boolean prefersNew() {
        return forwardRto.allows();
    }

    /** There is no new data that could go first; answers whether to look again at what is lost. */
    boolean nothingNew() {
        if (!forwardRto.nothingToSend()) {
            return false;
        }
        sent.loseRest();
        return sent.hasUnsentLoss();
    }

    /** Whether the congestion window lets so many new bytes be sent now. */
    boolean maySend(int length) {
        int flight = inFlight();
        return flight == 0 || flight + length <= window() || forwardRto.allows();
    }

    /** How many new bytes the congestion window lets be sent now, when it is it that decides. */
    int room() {
        return forwardRto.allows() ? 0 : window() - inFlight();
    }

    /** New bytes were sent. */
    void sentNew(int bytes) {
        forwardRto.sent();
        reduction.sent(bytes);
    }

    /** A segment was sent again. */
    void retransmitted(int start, int bytes) {
        force = false;
        reduction.sent(bytes);
        eifel.retransmitted(start, timestamps.value());
    }

    /** All that may be sent now was sent. */
    void outputDone() {
        force = false;
    }

    // ---------------------------------------------------------------- acknowledgements

    /**
     * Takes in an acknowledgement: takes off what the peer has, measures, finds out what was lost, moves the window.
     *
     * @param pure whether it has no text and does not change the peer's window (RFC 5681 section 2)
     * @param limited whether the congestion window was what limited sending, so that it may grow (RFC 7661)
     */
    void acknowledge(Segment segment, boolean pure, boolean limited) {
        int ack = segment.acknowledgment;
        int before = sent.unacknowledged();
        boolean advances = Sequence.before(before, ack);
        boolean current = advances || (ack == before && sent.outstanding() > 0);
        echo = segment.options.timestamps() && timestamps.used() ? segment.options.timestampEcho() : 0;
        originalArrived = false;
        flightSize = sent.outstanding();
        sent.delivery().begin();
        report.begin();
        rack.beginAcknowledgement();
        int newlySacked = sack ? report.take(segment.options, ack) : 0;
        if (advances) {
            sent.acknowledge(ack);
            measure();
        }
        if (report.duplicate()) {
            tcp.counters.tcpDuplicateReports++;
            rack.duplicateReported();
        }
        if (advances && echo != 0 && (mode == Mode.RECOVERY || mode == Mode.LOSS) && eifel.spurious(ack, echo)) {
            undo();
        }
        if (ack == sent.unacknowledged()) {
            probeAcknowledged(ack, advances, segment.options.sackBlocks() == 0);
        }
        if (!current) {
            return;
        }
        boolean found = detect(newlySacked > 0 || advances);
        switch (mode) {
            case OPEN -> {
                open(ack - before, found, advances, pure, limited);
                if (mode == Mode.OPEN && ecn.congested(segment)) {
                    reduce();
                }
            }
            case REDUCING -> reducing(ack, found, advances, pure);
            case RECOVERY -> recovering(ack, advances, pure, found);
            case LOSS -> lossRecovering(ack, ack - before, advances, limited);
        }
    }

    @Override
    public void arrived(int start, int end, long time, boolean resent) {
        originalArrived |= !resent && Sequence.atOrBefore(end, recoveryPoint);
        if (byTime) {
            boolean original = echo != 0 && echo - timestamps.valueAt(time) < 0;
            rack.delivered(end, time, resent, original, tcp.turn.now());
        }
    }

    private void measure() {
        if (sent.delivery().sampled()) {
            rtt.sample(tcp.turn.now() - sent.delivery().sampleTime(), tcp.turn.now());
        } else if (echo != 0) {
            int millis = timestamps.value() - echo;
            if (millis >= 0) { // unambiguous even after a retransmission (RFC 7323 section 4.1)
                rtt.sample(Math.max(1, millis) * 1_000_000L, tcp.turn.now());
            }
        }
        rtt.reset();
    }

    private void probeAcknowledged(int ack, boolean advances, boolean bare) {
        if (tail.acknowledged(ack, report.duplicateUpTo(tail.end()), bare && !advances) && mode == Mode.OPEN) {
            ecn.reduced(sent.next());
            congestion.loss(flightSize); // RFC 8985 section 7.4.2: the probe has repaired a loss
        }
    }

    private boolean detect(boolean news) {
        if (!sack || !news) {
            return false;
        }
        return byTime
                ? rack.detect(mode == Mode.RECOVERY || mode == Mode.LOSS, tcp.turn.now())
                : sent.detectLoss(segmentSize);
    }

    private void open(int bytes, boolean found, boolean advances, boolean pure, boolean limited) {
        if (advances) {
            duplicates = 0;
            grow(bytes, limited);
        }
        if (found || thirdDuplicate(advances, pure)) {
            repair();
        }
    }

    /** Enters recovery, unless all that is lost is a segment that was longer than the path may carry. */
    private void repair() {
        if (search.isOnlyLoss(sent)) {
            search.failed(tcp.turn.now());
            recoveryPoint = sent.next(); // duplicates that follow are about the same loss
            force = true;
        } else {
            enterRecovery();
        }
    }

    /** RFC 5681 section 3.2, for peers without SACK. */
    private boolean thirdDuplicate(boolean advances, boolean pure) {
        if (sack || advances || !pure) {
            return false;
        }
        duplicates++;
        boolean beyond = Sequence.before(recoveryPoint, sent.unacknowledged()); // RFC 6582 section 3.2, step 2
        boolean third = duplicates >= DUPLICATE_THRESHOLD && (beyond || mode == Mode.REDUCING);
        if (third) {
            sent.loseFirst();
        }
        return third;
    }

    /** A mark of congestion: as after a loss, but nothing is to be sent again (RFC 3168 section 6.1.2). */
    private void reduce() {
        tcp.counters.tcpCongestionMarks++;
        mode = Mode.REDUCING;
        slowDown();
    }

    private void reducing(int ack, boolean found, boolean advances, boolean pure) {
        if (advances && !Sequence.before(ack, recoveryPoint)) {
            congestion.resume();
            open();
        } else if (found || thirdDuplicate(advances, pure)) {
            mode = Mode.RECOVERY; // the window is being reduced for this window of data already
            recoveryPoint = sent.next();
            force = true;
            tcp.counters.tcpFastRetransmits++;
        } else {
            if (advances) {
                duplicates = 0;
            }
            reduction.delivered(sent.delivery().bytes(), inFlight(), segmentSize, advances);
        }
    }

    private void slowDown() {
        recoveryPoint = sent.next();
        congestion.loss(flightSize);
        reduction.begin(flightSize, congestion.threshold(), inFlight());
        reduction.delivered(sent.delivery().bytes(), inFlight(), segmentSize, false);
        ecn.reduced(sent.next());
    }

    private void recovering(int ack, boolean advances, boolean pure, boolean found) {
        if (advances && !Sequence.before(ack, recoveryPoint)) {
            if (sack) {
                congestion.resume();
                rack.recovered();
            } else {
                congestion.recovered(inFlight());
            }
            open();
        } else if (sack) {
            if (advances && !byTime) {
                sent.loseFirstHole();
            }
            reduction.delivered(sent.delivery().bytes(), inFlight(), segmentSize, advances && !found);
        } else if (advances) {
            // RFC 6582 section 3.2, step 4: the acknowledged segments but the resent one had been duplicates
            duplicates = Math.max(0, duplicates - Math.max(0, sent.delivery().segments() - 1));
            sent.loseFirst();
            force = true;
        } else if (pure) {
            duplicates++;
        }
    }

    private void lossRecovering(int ack, int bytes, boolean advances, boolean limited) {
        boolean whole = !Sequence.before(ack, recoveryPoint);
        switch (forwardRto.acknowledged(advances, whole, originalArrived)) {
            case SPURIOUS -> {
                undo();
                return;
            }
            case LOST -> {
                if (sack) {
                    sent.loseRestSentBefore(timeoutTime); // what was sent to find out may still arrive
                    force = true;
                } else {
                    sent.loseRest();
                }
            }
            case UNDECIDED -> {
                // goes on
            }
        }
        if (advances) {
            grow(bytes, limited);
            duplicates = 0;
            if (whole) {
                rack.recovered();
                open();
            }
        }
    }

    private void grow(int bytes, boolean limited) {
        if (limited) {
            congestion.acknowledged(bytes, tcp.turn.now(), rtt.smoothed());
        }
    }

    private void open() {
        mode = Mode.OPEN;
        duplicates = 0;
        eifel.stop();
        forwardRto.stop();
    }

    private void enterRecovery() {
        search.failed(tcp.turn.now());
        mode = Mode.RECOVERY;
        slowDown();
        tail.forget();
        eifel.begin();
        force = true;
        tcp.counters.tcpFastRetransmits++;
    }

    /** Nothing was lost: back to what was before (RFC 4015 section 3.2). */
    private void undo() {
        tcp.counters.tcpSpuriousRecoveries++;
        congestion.undo();
        sent.forgiveLosses();
        force = false;
        open();
    }

    // ---------------------------------------------------------------- time

    /** How long until something in doubt counts as lost, 0 when nothing is in doubt (RFC 8985 section 6.2). */
    long reorderingTimeout() {
        return byTime ? rack.remaining() : 0;
    }

    /** The time for what was in doubt is over. */
    void reorderingExpired() {
        flightSize = sent.outstanding();
        sent.delivery().begin();
        if (rack.detect(mode == Mode.RECOVERY || mode == Mode.LOSS, tcp.turn.now())) {
            if (mode == Mode.OPEN) {
                repair();
            } else if (mode == Mode.REDUCING) {
                reducing(sent.unacknowledged(), true, false, false);
            } else if (mode == Mode.RECOVERY) {
                reduction.delivered(0, inFlight(), segmentSize, false);
            }
        }
    }

    /** Whether a tail loss probe may be scheduled (RFC 8985 section 7.2). */
    boolean mayProbe() {
        return byTime && mode == Mode.OPEN && sent.sackedSegments() == 0 && !tail.outstanding() && !sent.isEmpty();
    }

    /** PTO (RFC 8985 section 7.2). */
    long probeTimeout() {
        return TailLossProbe.timeout(rtt.smoothed(), sent.size() == 1);
    }

    /** A tail loss probe went out. */
    void probed(boolean again) {
        tail.sent(again, sent.next());
        tcp.counters.tcpTailLossProbes++;
    }

    /**
     * The retransmission timer expired.
     *
     * @param first whether for the first time for this data (RFC 5681 section 3.1 lowers the threshold once)
     */
    void timeout(boolean first) {
        boolean mayBeSpurious = first && mode == Mode.OPEN && !sent.reneged(); // RFC 5682 section 2.1, step 1
        if (first) {
            congestion.timeout(sent.outstanding());
            ecn.reduced(sent.next());
            eifel.begin();
        } else {
            eifel.stop();
        }
        if (sent.reneged()) {
            sent.forgetSacks(); // RFC 2018 section 8
        }
        tail.forget();
        search.failed(tcp.turn.now());
        if (mayBeSpurious) {
            forwardRto.begin();
            sent.loseFirst();
        } else {
            forwardRto.stop();
            if (byTime) {
                rack.timeout(tcp.turn.now());
            } else {
                sent.loseAll();
            }
        }
        duplicates = 0;
        mode = Mode.LOSS;
        recoveryPoint = sent.next();
        timeoutTime = tcp.turn.now();
        force = true;
    }

    /** A router dropped what is longer than {@code bytes}, which is no sign of congestion. */
    void tooLong(int bytes) {
        sent.loseLongerThan(bytes);
        force = true;
    }
}
