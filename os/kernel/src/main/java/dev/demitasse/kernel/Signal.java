package dev.demitasse.kernel;

/**
 * An auto-reset event for one waiting thread: {@link #set} before or during {@link #await} ends that wait and is used
 * up by it. Waiting blocks the kernel thread itself, so a virtual thread stays on its carrier.
 */
public final class Signal {
    /** Sets the event. Any thread. */
    public void set() {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits for the event.
     *
     * @param deadlineNanos a time of {@link Kernel#clock()}, or {@link Long#MAX_VALUE} to wait without end
     * @return whether the event was set; {@code false} when the deadline passed first
     */
    public boolean await(long deadlineNanos) {
        throw new UnsupportedOperationException();
    }
}
