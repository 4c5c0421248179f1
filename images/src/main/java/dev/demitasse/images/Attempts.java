package dev.demitasse.images;

import java.io.IOException;
import java.time.Duration;

/** How often a transfer that breaks off is taken up again: as long as it gets on, else a few times. Confined to one thread. */
final class Attempts {
    private static final int MOST = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private int failed;
    private long reached = -1;

    /**
     * Notes that the transfer broke off, and waits a moment.
     *
     * @param bytes how far it came
     * @throws IOException why it broke off, when there is no hope
     */
    void brokeOff(long bytes, IOException why) throws IOException, InterruptedException {
        failed = bytes > reached ? 1 : failed + 1;
        reached = Math.max(reached, bytes);
        if (failed == MOST) {
            throw new IOException(
                    "the transfer breaks off after " + bytes + " bytes each time: " + Reasons.of(why), why);
        }
        Thread.sleep(PAUSE.multipliedBy(failed));
    }
}
