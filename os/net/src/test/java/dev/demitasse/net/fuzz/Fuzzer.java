package dev.demitasse.net.fuzz;

import java.util.Arrays;

/**
 * What Jazzer calls. An input's first byte chooses the target, unless {@code -Ddemitasse.fuzz.target} names the only one:
 * a JVM takes seconds to be instrumented, so that a short run has one for all.
 */
public final class Fuzzer {
    private static final String ALL = "ALL";
    private static final String CHOICE = System.getProperty("demitasse.fuzz.target", ALL);

    private Fuzzer() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            FuzzTarget[] all = FuzzTarget.values();
            FuzzTarget target = CHOICE.equals(ALL) ? all[(input[0] & 0xff) % all.length] : FuzzTarget.valueOf(CHOICE);
            target.run(Arrays.copyOfRange(input, 1, input.length));
        }
    }
}
