package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Ipv6Header;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long packets to IPv6 destinations may be, where routers have told that it is less than the link allows (RFC 8201).
 * TCP connections keep such things themselves. Bounded: the oldest goes. Guarded by the stack's lock.
 */
final class PathMtus {
    private static final int MAX_ENTRIES = 64;

    /** RFC 8201 section 5.3: then larger packets are tried again. */
    private static final long LIFETIME = 600_000_000_000L;

    private record Entry(int mtu, long expires) {}

    private final Turn turn;
    private final Map<IpAddress, Entry> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Entry> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    PathMtus(Turn turn) {
        this.turn = turn;
    }

    /** Keeps what a router has told; answers whether it is news. */
    boolean learn(IpAddress destination, int mtu) {
        Entry known = entries.get(destination);
        if (destination.isIpv4() || mtu < Ipv6Header.MIN_MTU) {
            return false;
        }
        if (known != null && known.mtu <= mtu && turn.now() - known.expires < 0) {
            return false;
        }
        entries.remove(destination);
        entries.put(destination, new Entry(mtu, turn.now() + LIFETIME));
        return true;
    }

    /** Has a new path obey what is known of its destination. */
    void apply(Path path) {
        Entry known = entries.isEmpty() ? null : entries.get(path.remote());
        if (known != null && turn.now() - known.expires < 0) {
            path.limitMtu(known.mtu, known.expires);
        }
    }
}
