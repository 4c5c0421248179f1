package dev.demitasse.egress;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections and the exchanges of datagrams that may go on, whoever began them. Of each protocol there are at most so
 * many; the one that was silent the longest gives way. Guarded by its lock.
 */
final class Flows {
    /** About 2 MB at the most. */
    static final int MOST = 16_384;

    /** How long an exchange of datagrams lives without one from outside (RFC 4787, section 4.3: two minutes at least). */
    static final long DATAGRAM_NANOS = 180_000_000_000L;

    private final Map<Long, Flow> tcp = new Bounded();
    private final Map<Long, Flow> udp = new Bounded();

    /** One of them; {@code heard} is when its other end last spoke. */
    private static final class Flow {
        boolean begunOutside;
        long heard;
    }

    private static final class Bounded extends LinkedHashMap<Long, Flow> {
        private static final long serialVersionUID = 1;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Flow> eldest) {
            return size() > MOST;
        }
    }

    /** What tells a flow from the others of its protocol, since the guest has one address. */
    static long key(int guestPort, int address, int port) {
        return (long) guestPort << 48 | (address & 0xffff_ffffL) << 16 | port;
    }

    /** A connection was begun, by the guest where it may, or from outside. */
    synchronized void open(long key, boolean outside) {
        Flow flow = tcp.computeIfAbsent(key, _ -> new Flow());
        flow.begunOutside = outside;
    }

    /** Whether a connection is known. */
    synchronized boolean isOpen(long key) {
        return tcp.get(key) != null;
    }

    /** Whether a connection was begun from outside. */
    synchronized boolean isBegunOutside(long key) {
        @Nullable Flow flow = tcp.get(key);
        return flow != null && flow.begunOutside;
    }

    /** A datagram came from outside at {@code now}, in nanoseconds of the system's timer. */
    synchronized void heard(long key, long now) {
        udp.computeIfAbsent(key, _ -> new Flow()).heard = now;
    }

    /** Whether a datagram came from there lately, so that it may be answered. */
    synchronized boolean isAnswer(long key, long now) {
        @Nullable Flow flow = udp.get(key);
        return flow != null && now - flow.heard < DATAGRAM_NANOS;
    }
}
