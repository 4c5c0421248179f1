package dev.demitasse.hypervisor;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One running, or ended, image. Thread-safe. */
public interface Instance {
    /** The hypervisor's process while it runs. */
    OptionalLong pid();

    /** Whether it runs. */
    boolean isAlive();

    /** What the guest has told so far, oldest first. */
    List<ControlEvent> events();

    /** How it ended; meaningful only once it is not alive. */
    Outcome outcome();

    /**
     * Sends bytes to the guest's console, waiting while the guest does not take them.
     *
     * @throws HypervisorException when the instance cannot take input: it has ended, or is not attached
     */
    void type(ByteBuffer bytes);

    /**
     * Waits until the instance has ended and all that it said has been heard.
     *
     * @return false when it still runs after {@code limit}
     * @throws InterruptedException when the waiting thread is interrupted
     */
    boolean awaitEnd(Duration limit) throws InterruptedException;

    /**
     * Asks the guest, paused or not, to run its shutdown hooks and end; kills it when it has not after {@code grace}.
     *
     * @return whether it ended by itself
     * @throws InterruptedException when the waiting thread is interrupted; the instance may still run then
     */
    boolean stop(Duration grace) throws InterruptedException;

    /**
     * Asks the guest what its network does; it tells its last packets, too, if it keeps any ({@link LastPackets}).
     *
     * @return nothing when it has not told all within {@code limit}: it is paused or beyond talking
     * @throws HypervisorException when it has ended
     * @throws InterruptedException when the waiting thread is interrupted
     */
    Optional<InstanceReport> report(Duration limit) throws InterruptedException;

    /** Ends it at once. */
    void kill();

    /**
     * Has it stop where it is, which takes a moment, so that it takes no processor time; its memory and its ports stay. Its clocks go on, and its
     * timers are late when it is {@linkplain #resume resumed}.
     */
    default void pause() {
        Suspension.suspend(this);
    }

    /** Lets it go on after {@link #pause}. */
    default void resume() {
        Suspension.resume(this);
    }

    /** Whether it is paused, by whomever; always {@code false} on hosts other than Linux, which do not tell. */
    default boolean isPaused() {
        return Suspension.isSuspended(this);
    }

    /** Stops listening to it; it runs on, and its logs go on. */
    void detach();
}
