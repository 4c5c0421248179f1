package dev.demitasse.net.tcp;

/** One segment more each round trip, half after a loss (RFC 5681 section 3.1), counting bytes (RFC 3465). */
final class NewReno extends CongestionControl {
    private int counted;

    @Override
    protected int avoid(int bytes, long now, long smoothedRtt) {
        counted += bytes;
        if (counted < window()) {
            return window();
        }
        counted -= window();
        return window() + segmentSize();
    }

    @Override
    protected int reduced(int inFlight, boolean timeout) {
        counted = 0;
        return inFlight / 2; // RFC 5681 equation 4
    }

    @Override
    protected void restore() {
        counted = 0;
    }

    @Override
    protected void paused(long nanos) {
        // growth counts bytes, not time
    }
}
