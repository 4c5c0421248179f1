package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Hardware addresses of the hosts on a link: asks, remembers for a minute, asks again while in use, forgets. Bounded,
 * and never filled by strangers: an entry is made only by our own sending or by a host that asks for us. The protocol
 * that asks (ARP now, neighbour discovery for IPv6) is a parameter.
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
    }

    private static final int MAX_ENTRIES = 256;
    private static final int MAX_REQUESTS = 3;
    private static final long REQUEST_INTERVAL = 1_000_000_000L;
    private static final long FRESH = 60_000_000_000L;
    private static final long FORGET = 600_000_000_000L;

    private final Map<IpAddress, Neighbor> entries = new HashMap<>();
    private final Protocol protocol;
    private final Turn turn;
    private final Timers timers;
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

    /** The entry for an address, made and asked for when new. */
    Neighbor find(IpAddress address) {
        Neighbor neighbor = entries.get(address);
        if (neighbor == null) {
            neighbor = insert(address);
            request(neighbor, 0);
        }
        return neighbor;
    }

    /** Whether the hardware address may be used; asks again in the background when it is old. */
    boolean usable(Neighbor neighbor) {
        neighbor.lastUsed = turn.now();
        return switch (neighbor.state) {
            case REACHABLE -> {
                if (neighbor.doubted || turn.now() - neighbor.deadline >= 0) {
                    neighbor.state = Neighbor.State.PROBE;
                    neighbor.requests = 0;
                    request(neighbor, neighbor.hardware);
                }
                yield true;
            }
            case PROBE -> true;
            case INCOMPLETE, DEAD -> false;
        };
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
        neighbor.doubted = false;
        neighbor.state = Neighbor.State.REACHABLE;
        neighbor.deadline = turn.now() + FRESH;
        for (PacketBuffer packet = neighbor.takePending(); packet != null; packet = neighbor.takePending()) {
            protocol.resolved(packet, hardware);
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

    private void evict() {
        Neighbor oldest = null;
        for (Neighbor neighbor : entries.values()) {
            if (oldest == null || neighbor.lastUsed - oldest.lastUsed < 0) {
                oldest = neighbor;
            }
        }
        if (oldest != null) {
            entries.remove(oldest.address);
            bury(oldest);
        }
    }

    private void bury(Neighbor neighbor) {
        neighbor.state = Neighbor.State.DEAD;
        for (PacketBuffer packet = neighbor.takePending(); packet != null; packet = neighbor.takePending()) {
            packet.release();
        }
    }

    private void request(Neighbor neighbor, long hardware) {
        neighbor.requests++;
        neighbor.deadline = turn.now() + REQUEST_INTERVAL;
        if (!sweep.armed()) {
            timers.arm(sweep, neighbor.deadline);
        }
        protocol.solicit(neighbor.address, hardware);
    }

    private void sweep() {
        boolean asking = false;
        for (Iterator<Neighbor> all = entries.values().iterator(); all.hasNext(); ) {
            Neighbor neighbor = all.next();
            boolean due = turn.now() - neighbor.deadline >= 0;
            if (neighbor.state == Neighbor.State.REACHABLE) {
                if (turn.now() - neighbor.lastUsed > FORGET) {
                    all.remove();
                    bury(neighbor);
                }
            } else if (due && neighbor.requests >= MAX_REQUESTS) {
                all.remove();
                fail(neighbor);
            } else {
                if (due) {
                    request(neighbor, neighbor.state == Neighbor.State.PROBE ? neighbor.hardware : 0);
                }
                asking = true;
            }
        }
        if (asking) {
            timers.arm(sweep, turn.now() + REQUEST_INTERVAL);
        }
    }

    private void fail(Neighbor neighbor) {
        neighbor.state = Neighbor.State.DEAD;
        for (PacketBuffer packet = neighbor.takePending(); packet != null; packet = neighbor.takePending()) {
            protocol.unresolved(packet);
        }
    }
}
