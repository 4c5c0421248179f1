package dev.demitasse.net.tcp;

/**
 * Eifel detection (RFC 3522): when the acknowledgement of something sent again echoes a timestamp from before, it was the
 * first copy that arrived. Guarded by the stack's lock.
 */
final class Eifel {
    private boolean watching;
    private boolean resent;
    private int stamp;
    private int start;

    /** Recovery has begun: the next retransmission is the one to watch. */
    void begin() {
        watching = true;
        resent = false;
    }

    /** A segment is sent again with this timestamp (step 1). */
    void retransmitted(int sequence, int timestamp) {
        if (watching && !resent) {
            resent = true;
            stamp = timestamp;
            start = sequence;
        }
    }

    void stop() {
        watching = false;
        resent = false;
    }

    /** Whether an acknowledgement with timestamps shows that nothing need have been sent again (steps 2 to 5). */
    boolean spurious(int ack, int echo) {
        if (!resent || !Sequence.before(start, ack)) {
            return false;
        }
        stop(); // the first acknowledgement decides
        return echo - stamp < 0;
    }
}
