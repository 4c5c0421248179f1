package dev.demitasse.net.tcp;

/** Slow start and congestion avoidance (RFC 5681 section 3.1), with appropriate byte counting (RFC 3465, L=2). */
final class NewReno implements CongestionControl {
    private static final int MAX_WINDOW = 1 << 30;

    private int segmentSize = 536;
    private int window;
    private int threshold = MAX_WINDOW;
    private int counted;

    /** RFC 6928: min(10 SMSS, max(2 SMSS, 14600)). */
    static int initialWindow(int segmentSize) {
        return Math.min(10 * segmentSize, Math.max(2 * segmentSize, 14_600));
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public int threshold() {
        return threshold;
    }

    @Override
    public void setSegmentSize(int bytes, boolean initial) {
        segmentSize = bytes;
        window = initial ? initialWindow(bytes) : Math.max(window, bytes);
    }

    @Override
    public void acknowledged(int bytes, long now, long smoothedRtt) {
        if (window < threshold) {
            window = Math.min(MAX_WINDOW, window + Math.min(bytes, 2 * segmentSize));
            return;
        }
        counted += bytes;
        if (counted >= window) {
            counted -= window;
            window = Math.min(MAX_WINDOW, window + segmentSize);
        }
    }

    @Override
    public void loss(int inFlight, long now) {
        threshold = Math.max(inFlight / 2, 2 * segmentSize); // RFC 5681 equation 4
        window = threshold;
        counted = 0;
    }

    @Override
    public void timeout(int inFlight, long now) {
        threshold = Math.max(inFlight / 2, 2 * segmentSize);
        window = segmentSize;
        counted = 0;
    }

    @Override
    public void recovered(int inFlight) {
        window = Math.min(threshold, Math.max(inFlight, segmentSize) + segmentSize);
    }

    @Override
    public void handshakeLoss() {
        window = segmentSize;
    }

    @Override
    public void idle() {
        window = Math.min(window, initialWindow(segmentSize));
    }
}
