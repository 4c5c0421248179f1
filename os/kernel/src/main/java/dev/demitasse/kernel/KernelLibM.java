package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.headers.LibMSupport;

/** The one function of the mathematical library that SubstrateVM's runtime calls (to sample allocations). */
final class KernelLibM implements LibMSupport {
    private static final double LN_2 = 0.6931471805599453;
    private static final double SQRT_2 = 1.4142135623730951;
    private static final int TERMS = 25;

    /** ln(m * 2^e) = e ln 2 + 2 artanh((m - 1) / (m + 1)), with m within a factor of the square root of two of one. */
    @Override
    @Uninterruptible(reason = EARLY)
    public double log(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52 & 0x7ff) - 1023;
        double mantissa = Double.longBitsToDouble(bits & 0x000f_ffff_ffff_ffffL | 0x3ff0_0000_0000_0000L);
        if (mantissa > SQRT_2) {
            mantissa /= 2;
            exponent++;
        }
        double ratio = (mantissa - 1) / (mantissa + 1);
        double square = ratio * ratio;
        double power = ratio;
        double sum = 0;
        for (int term = 1; term <= TERMS; term += 2) {
            sum += power / term;
            power *= square;
        }
        return exponent * LN_2 + 2 * sum;
    }
}
