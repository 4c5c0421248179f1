package dev.demitasse.harness;

import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet link between two ends that delays, loses, reorders and duplicates frames, since this kernel may have no
 * netem. What happens to the n-th frame of a direction is the seed's; which frame that is, the two ends decide, so a seed
 * makes the same weather, not the same run. Thread-safe.
 */
public final class Relay implements AutoCloseable {
    private final FrameEnd near;
    private final FrameEnd far;
    private final RelayDirection outwards;
    private final RelayDirection inwards;
    private final Capture capture = new Capture();

    private Relay(FrameEnd near, FrameEnd far) {
        this.near = near;
        this.far = far;
        outwards = new RelayDirection(near, far, capture, null);
        inwards = new RelayDirection(far, near, null, capture);
    }

    /** Connects two ends, without faults at first; closing it closes them. */
    public static Relay between(FrameEnd near, FrameEnd far) {
        var relay = new Relay(near, far);
        relay.outwards.start("outwards");
        relay.inwards.start("inwards");
        return relay;
    }

    /** Does this to both directions from now on. */
    public void set(Faults faults, long seed) {
        outwards.set(faults, seed);
        inwards.set(faults, ~seed);
    }

    /** Keeps the frames of a kind in either direction, until {@link #release}. */
    public void hold(Predicate<byte[]> kind) {
        outwards.hold(kind);
        inwards.hold(kind);
    }

    /** Hands on what was kept, and all that comes. */
    public void release() {
        outwards.release();
        inwards.release();
    }

    /** How many frames from the near end are kept. */
    public int keptOutwards() {
        return outwards.kept();
    }

    /** How many frames for the near end are kept. */
    public int keptInwards() {
        return inwards.kept();
    }

    /** How many frames the near end has sent so far. */
    public long sentOutwards() {
        return outwards.taken();
    }

    /** A frame of nobody's for the near end, at once. */
    public void inject(byte[] frame) throws IOException {
        near.send(frame, frame.length);
    }

    /** What the near end has seen: sent before the faults, received after them. */
    public Capture capture() {
        return capture;
    }

    /** Why it does not relay any more, if an end failed. */
    public @Nullable IOException failure() {
        IOException one = outwards.failure();
        return one == null ? inwards.failure() : one;
    }

    @Override
    public void close() {
        outwards.close();
        inwards.close();
        near.close();
        far.close();
    }
}
