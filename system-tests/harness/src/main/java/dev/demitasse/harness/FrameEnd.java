package dev.demitasse.harness;

import java.io.IOException;

/** One end of an Ethernet link: whole frames, without the check sequence. One thread receives; any may send. */
public interface FrameEnd extends AutoCloseable {
    /** The longest frame that ends here take. */
    int LONGEST = 65_535;

    /**
     * Waits for a frame.
     *
     * @return its length, or -1 once the end is closed on either side
     */
    int receive(byte[] frame) throws IOException;

    /** Hands a frame over, which may wait for room; one for somebody who is gone is lost. */
    void send(byte[] frame, int length) throws IOException;

    @Override
    void close();
}
