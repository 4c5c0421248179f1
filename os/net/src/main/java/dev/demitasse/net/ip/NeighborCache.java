package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hardware addresses of the hosts on a link: asks, remembers for a while, asks again while in use, forgets. Bounded,
 * and hard to fill for strangers: an entry is made only by our own sending or by a host that asks for us. The protocol
 * that asks (ARP, neighbour discovery for IPv6) is a parameter.
 */
final class NeighborCache {
    /** How the cache asks and what it does with the answer. */
    interface Protocol {
        /** Sends a request, to everyone when {@code hardware} is 0, else to that address. */
        void solicit(IpAddress address, long hardware);

        /** Sends an IP packet now that its next hop is known; owns the packet. */
        void resolved(PacketBuffer packet, long hardware);

        /** Tells of an IP packet whose next hop does not answer; owns the packet. */
        void unresolved(PacketBuffer packet);

        /** Tells that a neighbour no longer answers, whether or not packets wait for it. */
        void lost(IpAddress address);

        /** Whether those above are given time to confirm an old entry before it is asked for: DELAY. */
        boolean delays();
    }

    private static final int MAX_ENTRIES = 256;
    private static final int MAX_REQUESTS = 3;
    private static final long DELAY_FIRST_PROBE = 5_000_000_000L;
    private static final long FORGET = 600_000_000_000L;

    private final Map<IpAddress, Neighbor> entries = new HashMap<>();
    private final Protocol protocol;
    private final Turn turn;
    private final Timers timers;
    private long requestInterval = 1_000_000_000L;
    private long fresh = 60_000_000_000L;
    private final Timer sweep = new Timer() {
        @Override
        protected void expire() {
            sweep();
        }
    };

    NeighborCache(Protocol protocol, Turn turn, Timers timers) {
        this.protocol = protocol;
        this.turn = turn;
        this.timers = timers;
    }

    /** Sets how long an entry counts as fresh and how long an answer is awaited, in nanoseconds. */
    void setTimes(long freshFor, long interval) {
        fresh = freshFor;
        requestInterval = interval;
    }

    /** The entry for an address, made and asked for when new. */
    Neighbor find(IpAddress address) {
        Neighbor neighbor = entries.get(address);
        if (neighbor == null) {
            neighbor = insert(address);
            request(neighbor, 0);
        }
        return neighbor;
    }

    /** The entry for an address if there is one. */
    @Nullable Neighbor known(IpAddress address) {
        return entries.get(address);
    }

    /** Whether the hardware address may be used; asks again in the background when it is old. */
    boolean usable(Neighbor neighbor) {
        neighbor.lastUsed = turn.now();
        return switch (neighbor.state) {
            case REACHABLE, STALE -> {
                boolean old = neighbor.state == Neighbor.State.STALE || turn.now() - neighbor.deadline >= 0;
                if (neighbor.doubted || old) {
                    suspect(neighbor);
                }
                yield true;
            }
            case DELAY, PROBE -> true;
            case INCOMPLETE, DEAD -> false;
        };
    }

    /** An entry in use may be wrong. */
    private void suspect(Neighbor neighbor) {
        neighbor.requests = 0;
        if (protocol.delays() && !neighbor.doubted) {
            neighbor.confirmed = false;
            neighbor.state = Neighbor.State.DELAY;
            neighbor.deadline = turn.now() + DELAY_FIRST_PROBE;
            armSweep(neighbor.deadline);
        } else {
            neighbor.doubted = false;
            neighbor.state = Neighbor.State.PROBE;
            request(neighbor, neighbor.hardware);
        }
    }

    /** The hardware address has been shown to be right. */
    private void settle(Neighbor neighbor) {
        neighbor.doubted = false;
        neighbor.state = Neighbor.State.REACHABLE;
        neighbor.deadline = turn.now() + fresh;
    }

    /**
     * Learns an address from a packet of its owner.
     *
     * @param create whether to remember a host not known so far
     */
    void learn(IpAddress address, long hardware, boolean create) {
        Neighbor neighbor = entries.get(address);
        if (neighbor == null) {
            if (!create) {
                return;
            }
            neighbor = insert(address);
        }
        neighbor.hardware = hardware;
        settle(neighbor);
        sendPending(neighbor);
    }

    /**
     * Hears an address from a packet of its owner that shows nothing about the way back (RFC 4861 section 7.2.3).
     *
     * @return the entry, made when new
     */
    Neighbor heard(IpAddress address, long hardware) {
        Neighbor neighbor = entries.get(address);
        if (neighbor == null) {
            neighbor = insert(address);
        }
        if (neighbor.state == Neighbor.State.INCOMPLETE || neighbor.hardware != hardware) {
            neighbor.hardware = hardware;
            neighbor.state = Neighbor.State.STALE;
            sendPending(neighbor);
        }
        return neighbor;
    }

    /**
     * Takes in an advertisement (RFC 4861 section 7.2.5).
     *
     * @param hardware -1 when it was not told
     */
    void advertised(IpAddress address, long hardware, boolean solicited, boolean override) {
        Neighbor neighbor = entries.get(address);
        if (neighbor == null) {
            return;
        }
        boolean unknown = neighbor.state == Neighbor.State.INCOMPLETE;
        boolean other = hardware != -1 && hardware != neighbor.hardware;
        if (unknown && hardware == -1) {
            return;
        }
        if (!unknown && other && !override) {
            if (neighbor.state == Neighbor.State.REACHABLE) {
                neighbor.state = Neighbor.State.STALE;
            }
            return;
        }
        if (hardware != -1) {
            neighbor.hardware = hardware;
        }
        if (solicited) {
            settle(neighbor);
        } else if (unknown || other) {
            neighbor.state = Neighbor.State.STALE;
        }
        sendPending(neighbor);
    }

    /** Asks once more for all that is unknown, as when only now there is an address to ask from. */
    void askAgain() {
        for (Neighbor neighbor : entries.values()) {
            if (neighbor.state == Neighbor.State.INCOMPLETE) {
                neighbor.requests = 0;
                request(neighbor, 0);
            }
        }
    }

    private void sendPending(Neighbor neighbor) {
        for (PacketBuffer packet = neighbor.takePending(); packet != null; packet = neighbor.takePending()) {
            protocol.resolved(packet, neighbor.hardware);
        }
    }

    private Neighbor insert(IpAddress address) {
        if (entries.size() >= MAX_ENTRIES) {
            evict();
        }
        Neighbor neighbor = new Neighbor(address);
        neighbor.lastUsed = turn.now();
        entries.put(address, neighbor);
        return neighbor;
    }

    /** Makes room: what is not known to be right goes first, so that a flood pushes out itself (RFC 6583 section 7.1). */
    private void evict() {
        Neighbor oldest = null;
        for (Neighbor neighbor : entries.values()) {
            if (!neighbor.router && (oldest == null || goesBefore(neighbor, oldest))) {
                oldest = neighbor;
            }
        }
        if (oldest != null) {
            entries.remove(oldest.address);
            bury(oldest);
        }
    }

    private static boolean goesBefore(Neighbor a, Neighbor b) {
        return proven(a) == proven(b) ? a.lastUsed - b.lastUsed < 0 : proven(b);
    }

    private static boolean proven(Neighbor neighbor) {
        return neighbor.state != Neighbor.State.INCOMPLETE && neighbor.state != Neighbor.State.STALE;
    }

    private void bury(Neighbor neighbor) {
        neighbor.state = Neighbor.State.DEAD;
        for (PacketBuffer packet = neighbor.takePending(); packet != null; packet = neighbor.takePending()) {
            packet.release();
        }
    }

    private void request(Neighbor neighbor, long hardware) {
        neighbor.requests++;
        neighbor.deadline = turn.now() + requestInterval;
        armSweep(neighbor.deadline);
        protocol.solicit(neighbor.address, hardware);
    }

    private void armSweep(long when) {
        if (!sweep.armed() || when - sweep.deadline() < 0) {
            timers.arm(sweep, when);
        }
    }

    private void sweep() {
        boolean asking = false;
        for (Neighbor neighbor : List.copyOf(entries.values())) {
            boolean due = turn.now() - neighbor.deadline >= 0;
            switch (neighbor.state) {
                case REACHABLE, STALE -> {
                    if (turn.now() - neighbor.lastUsed > FORGET && !neighbor.router) {
                        entries.remove(neighbor.address);
                        bury(neighbor);
                    }
                }
                case DELAY -> {
                    if (neighbor.confirmed) {
                        neighbor.confirmed = false;
                        settle(neighbor);
                    } else if (due) {
                        neighbor.state = Neighbor.State.PROBE;
                        request(neighbor, neighbor.hardware);
                    }
                    asking |= neighbor.state != Neighbor.State.REACHABLE;
                }
                case INCOMPLETE, PROBE -> {
                    if (due && neighbor.requests >= MAX_REQUESTS) {
                        entries.remove(neighbor.address);
                        fail(neighbor);
                    } else {
                        if (due) {
                            request(neighbor, neighbor.state == Neighbor.State.PROBE ? neighbor.hardware : 0);
                        }
                        asking = true;
                    }
                }
                case DEAD -> {
                    // removed by what another entry's failure has set off
                }
            }
        }
        if (asking) {
            armSweep(turn.now() + requestInterval);
        }
    }

    private void fail(Neighbor neighbor) {
        neighbor.state = Neighbor.State.DEAD;
        for (PacketBuffer packet = neighbor.takePending(); packet != null; packet = neighbor.takePending()) {
            protocol.unresolved(packet);
        }
        protocol.lost(neighbor.address);
    }
}
