package dev.demitasse.net.tcp;

/**
 * CUBIC (RFC 9438): after a loss the window comes back to where it was along a cubic function of time, lingers there,
 * and then looks for more; never slower than a Reno connection would (section 4.3). Names are the RFC's; windows are in
 * segments, as there.
 */
final class Cubic extends CongestionControl {
    /** The constant C of section 5.1, segments per second cubed. */
    private static final double C = 0.4;

    /** beta_cubic of section 4.6. */
    private static final double BETA = 0.7;

    /** alpha_cubic of section 4.3: what makes AIMD with {@link #BETA} as fast as Reno. */
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);

    private static final double SECOND = 1e9;

    /** Where an epoch of congestion avoidance stands. Two, so that a mistaken loss can be taken back. */
    private static final class Epoch {
        private boolean begun;
        private long start;
        private double k;
        private double maximum;
        private double estimate;
        private double prior;
        private boolean afterTimeout;

        private void copy(Epoch other) {
            begun = other.begun;
            start = other.start;
            k = other.k;
            maximum = other.maximum;
            estimate = other.estimate;
            prior = other.prior;
            afterTimeout = other.afterTimeout;
        }
    }

    private final Epoch now = new Epoch();
    private final Epoch before = new Epoch();

    /** The window's part below a byte and, in bytes, what it was part of. */
    private double exact;

    @Override
    protected int avoid(int bytes, long time, long smoothedRtt) {
        if ((int) exact != window()) {
            exact = window();
        }
        double cwnd = exact / segmentSize();
        if (!now.begun) {
            begin(time, cwnd);
        }
        double acked = (double) bytes / segmentSize();
        double t = (time - now.start) / SECOND;
        // section 4.3: once the estimate has come to where the loss was, it grows as Reno does
        now.estimate += (now.estimate >= now.prior ? 1 : ALPHA) * acked / cwnd;
        if (cubic(t) < now.estimate) {
            cwnd = Math.max(cwnd, now.estimate);
        } else {
            double target = Math.clamp(cubic(t + smoothedRtt / SECOND), cwnd, 1.5 * cwnd); // sections 4.4, 4.5
            cwnd += (target - cwnd) / cwnd * acked;
        }
        exact = cwnd * segmentSize();
        return (int) exact;
    }

    private void begin(long time, double cwnd) {
        now.begun = true;
        now.start = time;
        now.estimate = cwnd;
        if (now.afterTimeout || cwnd >= now.maximum) { // section 4.8, and nothing to come back to
            now.maximum = cwnd;
            now.k = 0;
        } else {
            now.k = Math.cbrt((now.maximum - cwnd) / C); // equation 2
        }
        now.afterTimeout = false;
    }

    /** W_cubic(t), equation 1. */
    private double cubic(double t) {
        double distance = t - now.k;
        return C * distance * distance * distance + now.maximum;
    }

    @Override
    protected int reduced(int inFlight, boolean timeout) {
        before.copy(now);
        double cwnd = (double) window() / segmentSize();
        now.begun = false;
        now.prior = cwnd;
        // section 4.7, fast convergence: a window that no longer gets to where it was leaves room for newcomers
        now.maximum = cwnd < now.maximum ? cwnd * (1 + BETA) / 2 : cwnd;
        now.afterTimeout = timeout;
        return (int) Math.round(inFlight * BETA); // section 4.6
    }

    @Override
    protected void restore() {
        now.copy(before); // section 4.9
    }

    @Override
    protected void paused(long nanos) {
        now.start += nanos; // section 4.2: time in which nothing was sent does not count
    }
}
