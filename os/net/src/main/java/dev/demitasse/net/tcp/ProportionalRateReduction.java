package dev.demitasse.net.tcp;

/**
 * Proportional rate reduction (RFC 6937): during recovery, what is sent follows what arrives, so that at its end the
 * window is the threshold, without pauses and without bursts. Bytes. Guarded by the stack's lock.
 */
final class ProportionalRateReduction {
    /** RecoverFS. */
    private int flightAtLoss;

    private int threshold;
    private int delivered;
    private int out;
    private int window;

    /** Recovery begins (section 3.1). */
    void begin(int flight, int newThreshold, int inFlight) {
        flightAtLoss = Math.max(1, flight);
        threshold = newThreshold;
        delivered = 0;
        out = 0;
        window = inFlight;
    }

    /**
     * An acknowledgement says that {@code bytes} have arrived since the one before.
     *
     * @param safe whether it moves SND.UNA and tells of no further loss, so that slow start is in place
     */
    void delivered(int bytes, int inFlight, int segmentSize, boolean safe) {
        delivered += bytes;
        long count;
        if (inFlight > threshold) {
            count = ((long) delivered * threshold + flightAtLoss - 1) / flightAtLoss - out;
        } else { // PRR-SSRB, and its conservative brother where losses go on
            int limit = Math.max(delivered - out, bytes) + (safe ? segmentSize : 0);
            count = Math.min(threshold - inFlight, limit);
        }
        window = inFlight + (int) Math.max(0, count);
    }

    /** Bytes were sent, new or again. */
    void sent(int bytes) {
        out += bytes;
    }

    /** The congestion window for now. */
    int window() {
        return window;
    }
}
