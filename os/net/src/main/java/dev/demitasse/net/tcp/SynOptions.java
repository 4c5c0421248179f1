package dev.demitasse.net.tcp;

import dev.demitasse.net.wire.TcpOptions;

/**
 * What the two SYNs have settled but the timestamps: the peer's maximum segment size, whether windows are scaled and how,
 * whether SACK and ECN may be used. Guarded by the stack's lock.
 */
final class SynOptions {
    /** What the peer takes, 536 when its SYN does not say (RFC 9293 section 3.7.1). */
    int segmentSize = 536;

    /** How the peer's windows are shifted, -1 when windows are not scaled. */
    int peerShift = -1;

    /** How ours are, once both sides have agreed to scale. */
    int ownShift;

    boolean sack;
    boolean ecn;

    /** Takes what the peer's SYN says, where we scale windows by {@code shift} and want SACK (RFC 7323, RFC 2018). */
    void negotiate(TcpOptions syn, int shift) {
        if (syn.maximumSegmentSize() > 0) {
            segmentSize = syn.maximumSegmentSize();
        }
        peerShift = syn.windowScale();
        ownShift = shift;
        sack = syn.sackPermitted();
    }

    /** Takes what a half-open connection has settled. */
    void take(SynOptions settled) {
        segmentSize = settled.segmentSize;
        peerShift = settled.peerShift;
        ownShift = settled.ownShift;
        sack = settled.sack;
        ecn = settled.ecn;
    }

    /** RFC 7323 section 2.2: only when both SYNs have the option. */
    boolean windowScaling() {
        return peerShift >= 0;
    }

    /** Bits that the peer's window fields are shifted by. */
    int sendShift() {
        return Math.max(0, peerShift);
    }

    /** Bits that our window fields are shifted by. */
    int receiveShift() {
        return windowScaling() ? ownShift : 0;
    }
}
