package dev.demitasse.net.tcp;

/** What the peer lets us send: SND.WND, and by which segments it is moved (RFC 9293 section 3.10.7.4, fifth). */
final class SendWindow {
    private int size;
    private int largest;
    private int shift;

    /** SND.WL1. */
    private int sequence;

    /** SND.WL2. */
    private int acknowledgment;

    /**
     * Starts with what the handshake said.
     *
     * @param peerWindow in bytes, scaled if it is to be
     * @param windowShift how the window fields to come are scaled (RFC 7323 section 2.3)
     */
    void start(Segment segment, int peerWindow, int windowShift) {
        shift = windowShift;
        size = peerWindow;
        largest = peerWindow;
        sequence = segment.sequence;
        acknowledgment = segment.acknowledgment;
    }

    /**
     * Takes the window of a segment unless an older one said it; answers whether it changed.
     *
     * <p>RFC 9293 orders segments by sequence number and then by acknowledgement. That ignores the window of a
     * retransmission which acknowledges more, so that its acknowledgement alone moves the right edge beyond what the peer
     * has promised. What a peer sends later never acknowledges less: we order by acknowledgement first.
     */
    boolean update(Segment segment) {
        boolean newer = Sequence.before(acknowledgment, segment.acknowledgment)
                || (acknowledgment == segment.acknowledgment && Sequence.atOrBefore(sequence, segment.sequence));
        if (!newer) {
            return false;
        }
        int updated = segment.window << shift;
        boolean changed = updated != size;
        size = updated;
        largest = Math.max(largest, updated);
        sequence = segment.sequence;
        acknowledgment = segment.acknowledgment;
        return changed;
    }

    /** SND.WND: bytes from SND.UNA on. */
    int size() {
        return size;
    }

    /** The largest window there has been: MAX.SND.WND (RFC 5961 section 5.2). */
    int largest() {
        return largest;
    }
}
