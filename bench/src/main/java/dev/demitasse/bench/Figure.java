package dev.demitasse.bench;

import java.io.IOException;

/** Something that is measured. */
interface Figure {
    /** Its name for {@code --only}, one word. */
    String name();

    /** A value that it always takes: where that is, it was measured. */
    String mark();

    /** Whether it is measured of a service on a peer. */
    boolean covers(Service service, Peer peer);

    /** Whether it comes out the same every time, or takes so long that once must do. */
    default boolean once() {
        return false;
    }

    /** Measures it, and takes it down. */
    void measure(Recorder recorder) throws IOException, InterruptedException;
}
