package dev.demitasse.jdk;

/**
 * The events of a wait in memory, as {@code sun.nio.ch.EPoll} reads them: two ints each, the bits and the descriptor. The
 * JDK asks for this layout.
 *
 * @param address of the first event
 */
public record EventArray(long address) implements EPollSet.EventSink {
    /** Bytes of an event. */
    public static final int EVENT_SIZE = 2 * Integer.BYTES;

    /** Where in an event its descriptor is. */
    public static final int DESCRIPTOR = Integer.BYTES;

    @Override
    public void event(int index, int descriptor, int events) {
        long event = address + (long) index * EVENT_SIZE;
        NativeMemory.putInt(event, events);
        NativeMemory.putInt(event + DESCRIPTOR, descriptor);
    }
}
