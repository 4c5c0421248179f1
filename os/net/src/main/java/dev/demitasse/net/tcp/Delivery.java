package dev.demitasse.net.tcp;

/** What one acknowledgement says has arrived, and how long ago it was sent. Guarded by the stack's lock. */
final class Delivery {
    private int bytes;
    private int segments;
    private long sampleTime;
    private boolean sampled;
    private boolean ambiguous;

    /** Another acknowledgement is looked at. */
    void begin() {
        bytes = 0;
        segments = 0;
        sampled = false;
        ambiguous = false;
    }

    /** So many bytes have arrived that had not before. */
    void arrived(int count) {
        bytes += count;
    }

    /** A segment that was sent only once has arrived. */
    void sample(long sentAt) {
        if (!sampled || sentAt - sampleTime > 0) {
            sampled = true;
            sampleTime = sentAt;
        }
    }

    /** A segment is acknowledged, and not only selectively. */
    void acknowledged(boolean sentAgain) {
        segments++;
        ambiguous |= sentAgain;
    }

    /** Bytes reported as arrived for the first time, by SACK or not. */
    int bytes() {
        return bytes;
    }

    /** How many segments the acknowledgement took off. */
    int segments() {
        return segments;
    }

    /**
     * Whether it covered segments sent once only, the last one at {@link #sampleTime()} (Karn's rule, RFC 6298 section 3).
     * Not when it also covered one that was sent again: the others may have waited at the receiver for that one.
     */
    boolean sampled() {
        return sampled && !ambiguous;
    }

    /** When the latest such segment was sent. */
    long sampleTime() {
        return sampleTime;
    }
}
