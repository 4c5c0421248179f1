package dev.demitasse.net.tcp;

import dev.demitasse.net.wire.TcpOptions;

/**
 * Finds out what was lost, and says how much may be in flight while it is being repaired. NewReno (RFC 6582) without
 * SACK and RFC 6675 with it are the same over different marks in {@link SentSegments}. Guarded by the stack's lock.
 */
final class LossRecovery {
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

    private final Tcp tcp;
    private final SentSegments sent;
    private final CongestionControl congestion;
    private Mode mode = Mode.OPEN;
    private boolean sack;
    private int segmentSize = 536;

    /** "recover" of RFC 6582, "RecoveryPoint" of RFC 6675: SND.NXT when the loss was noticed. */
    private int recoveryPoint;

    /** Duplicate acknowledgements, each a segment that has left the network, when the peer does not speak SACK. */
    private int duplicates;

    /** Lets one retransmission pass the congestion window, at the start of fast recovery. */
    private boolean force;

    LossRecovery(Tcp tcp, SentSegments sent, CongestionControl congestion) {
        this.tcp = tcp;
        this.sent = sent;
        this.congestion = congestion;
        this.recoveryPoint = sent.unacknowledged();
    }

    /** The data phase begins. */
    void start(boolean sackPermitted) {
        sack = sackPermitted;
    }

    void setSegmentSize(int bytes) {
        segmentSize = bytes;
    }

    /** Bytes that are thought to be in the network. */
    int inFlight() {
        int flight = sent.inFlight();
        return sack ? flight : Math.max(0, flight - duplicates * segmentSize);
    }

    /** Whether the congestion window lets something lost be sent again now. */
    boolean mayRetransmit() {
        return force || inFlight() < congestion.window();
    }

    /** Whether the congestion window lets so many new bytes be sent now. */
    boolean maySend(int length) {
        int flight = inFlight();
        return flight == 0 || flight + length <= congestion.window();
    }

    /** Something lost was sent again. */
    void retransmitted() {
        force = false;
    }

    /** All that may be sent now was sent. */
    void outputDone() {
        force = false;
    }

    /** Marks the segments that SACK blocks report; answers how many bytes are new. */
    int selectivelyAcknowledge(TcpOptions options) {
        int bytes = 0;
        for (int i = 0; i < options.sackBlocks() && sack; i++) {
            int left = options.sackLeft(i);
            int right = options.sackRight(i);
            boolean sensible = Sequence.before(left, right)
                    && Sequence.before(sent.unacknowledged(), left)
                    && Sequence.atOrBefore(right, sent.next());
            if (sensible) { // else a duplicate report (RFC 2883) or nonsense
                bytes += sent.selectivelyAcknowledge(left, right);
            }
        }
        return bytes;
    }

    /**
     * SND.UNA moved to {@code ack}.
     *
     * @param grow whether the congestion window was what limited sending, so that it may grow (RFC 7661)
     */
    void advanced(int ack, int bytes, boolean grow, long smoothedRtt) {
        boolean whole = !Sequence.before(ack, recoveryPoint);
        switch (mode) {
            case OPEN -> {
                duplicates = 0;
                grow(bytes, grow, smoothedRtt);
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
                grow(bytes, grow, smoothedRtt);
                duplicates = 0;
                if (whole) {
                    mode = Mode.OPEN;
                }
            }
        }
    }

    private void grow(int bytes, boolean limited, long smoothedRtt) {
        if (limited) {
            congestion.acknowledged(bytes, tcp.turn.now(), smoothedRtt);
        }
    }

    /**
     * An acknowledgement that does not move SND.UNA while something is outstanding.
     *
     * @param newlySacked bytes it newly reported by SACK
     * @param pure whether it has no text and does not change the window (RFC 5681 section 2)
     */
    void duplicate(int newlySacked, boolean pure) {
        if (sack) {
            if (newlySacked > 0 && sent.detectLoss(segmentSize) && mode == Mode.OPEN) {
                enterRecovery();
            }
            return;
        }
        if (!pure) {
            return;
        }
        duplicates++;
        boolean beyond = Sequence.before(recoveryPoint, sent.unacknowledged()); // RFC 6582 section 3.2, step 2
        if (mode == Mode.OPEN && duplicates >= DUPLICATE_THRESHOLD && beyond) {
            enterRecovery();
            sent.loseFirst();
        }
    }

    private void enterRecovery() {
        mode = Mode.RECOVERY;
        recoveryPoint = sent.next();
        congestion.loss(sent.outstanding());
        force = true;
        tcp.counters.tcpFastRetransmits++;
    }

    /**
     * The retransmission timer expired: everything the peer does not have counts as lost.
     *
     * @param first whether for the first time for this data (RFC 5681 section 3.1 lowers the threshold once)
     */
    void timeout(boolean first) {
        if (first) {
            congestion.timeout(sent.outstanding());
        }
        if (sent.reneged()) {
            sent.forgetSacks(); // RFC 2018 section 8
        }
        sent.loseAll();
        duplicates = 0;
        mode = Mode.LOSS;
        recoveryPoint = sent.next();
        force = true;
    }

    /** A router dropped what is longer than {@code bytes}, which is no sign of congestion. */
    void tooLong(int bytes) {
        sent.loseLongerThan(bytes);
        force = true;
    }
}
