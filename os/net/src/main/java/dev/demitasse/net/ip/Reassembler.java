package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.machine.PacketPool;
import dev.demitasse.net.Counters;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Ipv4Header;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one family together again (RFC 791 section 3.2, RFC 1122 section 3.3.2, RFC 8200 section 4.5).
 *
 * <p>Bounded: a few datagrams at a time, each in one buffer of full size taken from the memory budget, given up after
 * half a minute or when a newer one needs the place. Overlap-safe: no honest sender makes fragments that overlap other
 * than exact repeats, so a datagram with such fragments is thrown away whole (RFC 5722). Guarded by
 * the stack's lock.
 */
final class Reassembler {
    private static final int MAX_DATAGRAMS = 4;
    private static final int MAX_FRAGMENTS = 128;
    private static final int MAX_PAYLOAD = 65_535 - Ipv4Header.MIN_LENGTH;
    private static final int BUFFER_SIZE = 65_536;
    private static final long LIFETIME = 30_000_000_000L;

    /** Who is told of datagrams whose time is over. */
    interface Expiry {
        /**
         * The rest of a datagram has not come in time.
         *
         * @param first the payload of its first fragment; lent
         * @param protocol what that begins with
         */
        void expired(Inbound in, PacketBuffer first, int protocol);
    }

    /** One datagram in the making. */
    private static final class Datagram {
        final PacketPool pool = new PacketPool(ByteBuffer.allocate(BUFFER_SIZE), 0, BUFFER_SIZE);

        @Nullable PacketBuffer payload;

        /** What the fragment that began it, or the first one once it is there, said. */
        final Inbound in = new Inbound();

        int identification;

        /** What the whole payload begins with: what the first fragment says. */
        int protocol;

        long deadline;

        /** The whole payload's length, -1 until the last fragment is there. */
        int total;

        /** Starts and ends of the fragments so far, in order. */
        final int[] starts = new int[MAX_FRAGMENTS];

        final int[] ends = new int[MAX_FRAGMENTS];
        int fragments;
        int bytes;
    }

    private final @Nullable Datagram[] datagrams = new @Nullable Datagram[MAX_DATAGRAMS];
    private final PacketCopy copy = new PacketCopy();
    private final Turn turn;
    private final Timers timers;
    private final MemoryBudget budget;
    private final Counters counters;
    private final Expiry expired;
    private int completed;
    private final Timer expiry = new Timer() {
        @Override
        protected void expire() {
            expireOld();
        }
    };

    Reassembler(Turn turn, Timers timers, MemoryBudget budget, Counters counters, Expiry expired) {
        this.turn = turn;
        this.timers = timers;
        this.budget = budget;
        this.counters = counters;
        this.expired = expired;
    }

    /**
     * Takes in a fragment.
     *
     * @param in where it came from and was sent to
     * @param identification what the datagram's fragments have in common besides
     * @param protocol what the whole payload begins with, of which the first fragment's word counts
     * @param header where in the packet the fragment's payload begins
     * @param start where that belongs in the whole payload
     * @return the payload of the datagram that this fragment completes, to be released by the caller, or {@code null}
     */
    @Nullable PacketBuffer add(
            Inbound in, int identification, int protocol, PacketBuffer packet, int header, int start, boolean more) {
        counters.ipReasmReqds++;
        int length = packet.length() - header;
        int end = start + length;
        if (length == 0 || (more && length % 8 != 0) || end > MAX_PAYLOAD) {
            counters.ipReasmFails++;
            return null;
        }
        Datagram datagram = find(in, identification);
        if (datagram == null || datagram.payload == null) {
            counters.ipReasmFails++;
            return null;
        }
        if (start == 0) {
            datagram.protocol = protocol;
            datagram.in.fill(in);
        }
        int place = place(datagram, start, end);
        if (place == REPEATED) {
            return null;
        }
        boolean contradiction = more ? datagram.total >= 0 && end > datagram.total : !fixTotal(datagram, end);
        if (place == OVERLAP || contradiction || datagram.fragments == MAX_FRAGMENTS) {
            discard(datagram);
            counters.ipReasmFails++;
            return null;
        }
        insert(datagram, place, start, end);
        copy.copy(packet, header, datagram.payload, start, length);
        return datagram.total == datagram.bytes ? complete(datagram) : null;
    }

    /** What the payload answered last begins with. */
    int protocol() {
        return completed;
    }

    private static final int REPEATED = -1;
    private static final int OVERLAP = -2;

    /** Where in the order a fragment belongs, or why it does not. */
    private static int place(Datagram datagram, int start, int end) {
        int at = 0;
        while (at < datagram.fragments && datagram.starts[at] < start) {
            at++;
        }
        if (at < datagram.fragments && datagram.starts[at] == start && datagram.ends[at] == end) {
            return REPEATED;
        }
        boolean overlapsNext = at < datagram.fragments && datagram.starts[at] < end;
        boolean overlapsPrevious = at > 0 && datagram.ends[at - 1] > start;
        return overlapsNext || overlapsPrevious ? OVERLAP : at;
    }

    private static boolean fixTotal(Datagram datagram, int end) {
        boolean beyond = datagram.fragments > 0 && datagram.ends[datagram.fragments - 1] > end;
        if (beyond || (datagram.total >= 0 && datagram.total != end)) {
            return false;
        }
        datagram.total = end;
        return true;
    }

    private static void insert(Datagram datagram, int place, int start, int end) {
        System.arraycopy(datagram.starts, place, datagram.starts, place + 1, datagram.fragments - place);
        System.arraycopy(datagram.ends, place, datagram.ends, place + 1, datagram.fragments - place);
        datagram.starts[place] = start;
        datagram.ends[place] = end;
        datagram.fragments++;
        datagram.bytes += end - start;
    }

    private @Nullable PacketBuffer complete(Datagram datagram) {
        PacketBuffer whole = datagram.payload;
        datagram.payload = null;
        completed = datagram.protocol;
        if (whole != null) {
            whole.setLength(datagram.total);
        }
        counters.ipReasmOKs++;
        return whole;
    }

    /** The datagram a fragment belongs to, begun when new; {@code null} when there is no memory for it. */
    private @Nullable Datagram find(Inbound in, int identification) {
        Datagram oldest = null;
        Datagram unused = null;
        for (int i = 0; i < datagrams.length; i++) {
            Datagram datagram = datagrams[i];
            if (datagram == null) {
                if (unused == null && budget.reserve(BUFFER_SIZE)) {
                    unused = new Datagram();
                    datagrams[i] = unused;
                }
            } else if (datagram.payload == null) {
                unused = datagram;
            } else if (datagram.identification == identification
                    && datagram.in.sourceLow == in.sourceLow
                    && datagram.in.sourceHigh == in.sourceHigh
                    && datagram.in.destinationLow == in.destinationLow
                    && datagram.in.destinationHigh == in.destinationHigh) {
                return datagram;
            } else if (oldest == null || datagram.deadline - oldest.deadline < 0) {
                oldest = datagram;
            }
        }
        if (unused == null) {
            unused = oldest;
        }
        if (unused == null) {
            return null;
        }
        if (unused.payload != null) {
            discard(unused);
            counters.ipReasmFails++;
        }
        begin(unused, in, identification);
        return unused;
    }

    private void begin(Datagram datagram, Inbound in, int identification) {
        PacketBuffer payload = datagram.pool.take(0);
        if (payload == null) {
            return; // the last whole datagram from this place is still in use
        }
        payload.setLength(MAX_PAYLOAD);
        datagram.payload = payload;
        datagram.in.fill(in);
        datagram.identification = identification;
        datagram.total = -1;
        datagram.fragments = 0;
        datagram.bytes = 0;
        datagram.deadline = turn.now() + LIFETIME;
        if (!expiry.armed()) {
            timers.arm(expiry, datagram.deadline);
        }
        Arrays.fill(datagram.starts, 0);
    }

    private static void discard(Datagram datagram) {
        PacketBuffer payload = datagram.payload;
        datagram.payload = null;
        if (payload != null) {
            payload.release();
        }
    }

    /** RFC 1122 section 3.3.2, RFC 8200 section 4.5: if the first fragment has come, its sender is told. */
    private void report(Datagram datagram, PacketBuffer payload) {
        if (datagram.fragments > 0 && datagram.starts[0] == 0) {
            payload.setLength(datagram.ends[0]);
            expired.expired(datagram.in, payload, datagram.protocol);
        }
    }

    private void expireOld() {
        boolean any = false;
        long next = 0;
        for (int i = 0; i < datagrams.length; i++) {
            Datagram datagram = datagrams[i];
            if (datagram == null) {
                continue;
            }
            if (datagram.payload == null) {
                budget.release(BUFFER_SIZE); // memory goes back once fragments have stopped coming
                datagrams[i] = null;
            } else if (turn.now() - datagram.deadline >= 0) {
                report(datagram, datagram.payload);
                discard(datagram);
                counters.ipReasmFails++;
                budget.release(BUFFER_SIZE);
                datagrams[i] = null;
            } else if (!any || datagram.deadline - next < 0) {
                any = true;
                next = datagram.deadline;
            }
        }
        if (any) {
            timers.arm(expiry, next);
        }
    }
}
