package dev.demitasse.net.tcp;

import dev.demitasse.net.CongestionAlgorithm;

/**
 * How much may be in flight: slow start and the reactions to loss that all strategies share (RFC 5681). Detecting losses
 * is not theirs. All amounts in bytes, all times in nanoseconds. Guarded by the stack's lock.
 */
abstract sealed class CongestionControl permits NewReno, Cubic {
    private static final int MAX_WINDOW = 1 << 30;

    private int segmentSize = 536;
    private int window;
    private int threshold = MAX_WINDOW;
    private int windowBefore;
    private int thresholdBefore;
    private int burst;
    private boolean careful;

    /** The strategy of this name. */
    static CongestionControl of(CongestionAlgorithm algorithm) {
        return switch (algorithm) {
            case CUBIC -> new Cubic();
            case NEW_RENO -> new NewReno();
        };
    }

    /** RFC 6928: min(10 SMSS, max(2 SMSS, 14600)). */
    static int initialWindow(int segmentSize) {
        return Math.min(10 * segmentSize, Math.max(2 * segmentSize, 14_600));
    }

    /** The window after {@code bytes} were acknowledged in congestion avoidance. */
    protected abstract int avoid(int bytes, long now, long smoothedRtt);

    /** The threshold after a loss that {@code inFlight} bytes have suffered; what growth starts from anew. */
    protected abstract int reduced(int inFlight, boolean timeout);

    /** The last loss was none. */
    protected abstract void restore();

    /** For so long nothing was sent. */
    protected abstract void paused(long nanos);

    /** SMSS. */
    protected final int segmentSize() {
        return segmentSize;
    }

    /** The congestion window. */
    final int window() {
        return window;
    }

    /** The slow start threshold. */
    final int threshold() {
        return threshold;
    }

    /** Sets the segment size, and with {@code initial} the initial window that follows from it. */
    final void setSegmentSize(int bytes, boolean initial) {
        segmentSize = bytes;
        window = initial ? initialWindow(bytes) : Math.max(window, bytes);
    }

    /**
     * Sets how much text leaves in one piece to be cut into segments below, 0 where none is. Such pieces are acknowledged as
     * a whole, so that by L = 2 of RFC 3465 section 2.2 slow start would hardly grow; what L bounds, the burst that answers one
     * acknowledgement, is as long as a piece here anyway. After a timeout L is 2 (section 2.3).
     */
    final void setBurst(int bytes) {
        burst = bytes;
    }

    /**
     * New data was acknowledged outside of fast recovery, while the window was what limited sending.
     *
     * @param smoothedRtt 0 when not measured
     */
    final void acknowledged(int bytes, long now, long smoothedRtt) {
        int grown;
        if (window < threshold) {
            grown = window + Math.min(bytes, careful ? 2 * segmentSize : Math.max(burst, 2 * segmentSize));
        } else {
            careful = false;
            grown = avoid(bytes, now, smoothedRtt);
        }
        window = Math.min(MAX_WINDOW, grown);
    }

    /** A loss, or a mark of congestion, was noticed with data still flowing. */
    final void loss(int inFlight) {
        reduce(inFlight, false);
        window = threshold;
    }

    /** The retransmission timer expired for the first time for this data (RFC 5681 section 3.1). */
    final void timeout(int inFlight) {
        reduce(inFlight, true);
        window = segmentSize;
        careful = true;
    }

    private void reduce(int inFlight, boolean timeout) {
        windowBefore = window;
        thresholdBefore = threshold;
        threshold = Math.max(reduced(inFlight, timeout), 2 * segmentSize);
    }

    /** The last {@link #loss} or {@link #timeout} was a mistake (RFC 4015 section 3.2): back to before. */
    final void undo() {
        window = Math.max(window, windowBefore);
        threshold = thresholdBefore;
        restore();
    }

    /** Fast recovery has ended; {@code inFlight} bounds the burst (RFC 6582 section 3.2, step 3). */
    final void recovered(int inFlight) {
        window = Math.min(threshold, Math.max(inFlight, segmentSize) + segmentSize);
    }

    /** Fast recovery has ended under a window that was lowered bit by bit (RFC 6937 section 3.1). */
    final void resume() {
        window = threshold;
    }

    /** A SYN was lost: the data phase begins with one segment (RFC 5681 section 3.1). */
    final void handshakeLoss() {
        window = segmentSize;
    }

    /** Nothing was sent for longer than a retransmission timeout (RFC 5681 section 4.1). */
    final void idle(long nanos) {
        window = Math.min(window, initialWindow(segmentSize));
        paused(nanos);
    }
}
