package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.word.Pointer;

/**
 * Waits for descriptors. What a descriptor is awaited for is forgotten when it comes, so that input nobody reads does not
 * end every wait: an interrupt, not a level. Guarded by the kernel lock.
 */
final class Waiting {
    /** The descriptors' places. */
    static final int CONSOLE = 0;

    static final int STOPS = 1;
    static final int NETWORK = 2;
    private static final int PLACES = 3;

    /** {@code <asm-generic/poll.h>}. */
    static final int POLLIN = 1;

    static final int POLLOUT = 4;

    /** {@code struct pollfd}: descriptor, events, events that came. */
    private static final int ENTRY_SIZE = 8;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A signal mask's size, which Linux wants even without a mask. */
    private static final int SET_SIZE = 8;

    private static final int[] DESCRIPTORS = new int[PLACES];
    private static final int[] AWAITED = new int[PLACES];

    private Waiting() {}

    /** Adds what is awaited of the descriptor in a place. */
    @Uninterruptible(reason = EARLY)
    static void await(int place, int descriptor, int events) {
        DESCRIPTORS[place] = descriptor;
        AWAITED[place] |= events;
    }

    /**
     * Waits until something awaited comes.
     *
     * @param nanos at most so long; at once if 0, without end if below zero
     * @return a bit for each place something came for
     */
    @Uninterruptible(reason = EARLY)
    static int poll(long nanos) {
        Pointer entries = StackValue.get(PLACES * ENTRY_SIZE);
        for (int i = 0; i < PLACES; i++) {
            // Linux passes over descriptors below zero.
            entries.writeInt(i * ENTRY_SIZE, AWAITED[i] == 0 ? -1 : DESCRIPTORS[i]);
            entries.writeInt(i * ENTRY_SIZE + Integer.BYTES, AWAITED[i]);
        }
        Pointer limit = StackValue.get(2 * Long.BYTES);
        limit.writeLong(0, nanos / NANOS_PER_SECOND);
        limit.writeLong(Long.BYTES, nanos % NANOS_PER_SECOND);
        long count =
                Linux.call(Linux.PPOLL, entries.rawValue(), PLACES, nanos < 0 ? 0 : limit.rawValue(), 0, SET_SIZE, 0);
        int came = 0;
        if (count > 0) {
            for (int i = 0; i < PLACES; i++) {
                if (entries.readInt(i * ENTRY_SIZE + Integer.BYTES) >>> 16 != 0) {
                    AWAITED[i] = 0;
                    came |= 1 << i;
                }
            }
        }
        return came;
    }

    /** Whether a read of this descriptor would answer now. */
    @Uninterruptible(reason = EARLY)
    static boolean isReadable(int descriptor) {
        Pointer entry = StackValue.get(ENTRY_SIZE);
        entry.writeInt(0, descriptor);
        entry.writeInt(Integer.BYTES, POLLIN);
        Pointer limit = StackValue.get(2 * Long.BYTES);
        limit.writeLong(0, 0);
        limit.writeLong(Long.BYTES, 0);
        return Linux.call(Linux.PPOLL, entry.rawValue(), 1, limit.rawValue(), 0, SET_SIZE, 0) > 0;
    }
}
