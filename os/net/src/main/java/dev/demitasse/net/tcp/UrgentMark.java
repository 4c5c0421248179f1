package dev.demitasse.net.tcp;

/**
 * Which byte the peer has called urgent last (RFC 9293 section 3.8.5, RFC 6093 section 2): the pointer is taken as all
 * stacks take it, as that of the byte behind. A later mark takes the place of an earlier one, whose byte is then like any
 * other, as on Linux. Guarded by the stack's lock.
 */
final class UrgentMark {
    private boolean pending;
    private int at;

    /** A segment that starts at {@code sequence} has this pointer; nothing before {@code unread} can be meant. */
    void told(int sequence, int pointer, int unread) {
        int meant = sequence + Math.max(0, pointer - 1);
        if (!Sequence.before(meant, unread) && (!pending || Sequence.before(at, meant))) {
            pending = true;
            at = meant;
        }
    }

    /** Whether the byte is among the {@code count} from {@code unread} on. */
    boolean isAmong(int unread, int count) {
        return pending && Sequence.in(at, unread, count);
    }

    /** How many bytes from {@code unread} on come before it, while {@link #isAmong} says so. */
    int distance(int unread) {
        return at - unread;
    }

    /** The byte has been dropped. */
    void passed() {
        pending = false;
    }
}
