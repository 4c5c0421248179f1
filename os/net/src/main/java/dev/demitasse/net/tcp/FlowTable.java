package dev.demitasse.net.tcp;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import org.jspecify.annotations.Nullable;

/**
 * Flows by their two endpoints: a chained hash table without boxing. The hash is keyed, so that a stranger cannot choose
 * ports that fall into one bucket. Guarded by the stack's lock.
 */
final class FlowTable {
    private @Nullable Flow[] buckets = new @Nullable Flow[64];
    private final long key;
    private int size;

    FlowTable(Randomness random) {
        key = random.nextLong() | 1;
    }

    int size() {
        return size;
    }

    @Nullable Flow find(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        int hash = hash(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        for (Flow flow = buckets[hash & (buckets.length - 1)]; flow != null; flow = flow.next) {
            if (flow.hash == hash
                    && flow.remotePort == remotePort
                    && flow.localPort == localPort
                    && flow.remote.low() == remoteLow
                    && flow.remote.high() == remoteHigh
                    && flow.local.low() == localLow
                    && flow.local.high() == localHigh) {
                return flow;
            }
        }
        return null;
    }

    @Nullable Flow find(IpAddress local, int localPort, IpAddress remote, int remotePort) {
        return find(local.high(), local.low(), localPort, remote.high(), remote.low(), remotePort);
    }

    void add(Flow flow) {
        if (size >= buckets.length) {
            grow();
        }
        flow.hash = hash(
                flow.local.high(),
                flow.local.low(),
                flow.localPort,
                flow.remote.high(),
                flow.remote.low(),
                flow.remotePort);
        insert(flow);
        size++;
    }

    void remove(Flow gone) {
        int bucket = gone.hash & (buckets.length - 1);
        Flow before = null;
        for (Flow flow = buckets[bucket]; flow != null; flow = flow.next) {
            if (flow == gone) {
                if (before == null) {
                    buckets[bucket] = flow.next;
                } else {
                    before.next = flow.next;
                }
                flow.next = null;
                size--;
                return;
            }
            before = flow;
        }
    }

    /** Whether any flow has this local port and address; looks at all, for rare use. */
    boolean usesPort(IpAddress local, int port) {
        for (Flow chain : buckets) {
            for (Flow flow = chain; flow != null; flow = flow.next) {
                if (flow.localPort == port && (local.isAny() || local.equals(flow.local))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** All flows now in the table, as a copy. */
    java.util.List<Flow> all() {
        java.util.List<Flow> flows = new java.util.ArrayList<>(size);
        for (Flow chain : buckets) {
            for (Flow flow = chain; flow != null; flow = flow.next) {
                flows.add(flow);
            }
        }
        return flows;
    }

    private void insert(Flow flow) {
        int bucket = flow.hash & (buckets.length - 1);
        flow.next = buckets[bucket];
        buckets[bucket] = flow;
    }

    private void grow() {
        @Nullable Flow[] old = buckets;
        buckets = new @Nullable Flow[old.length * 2];
        for (Flow chain : old) {
            Flow flow = chain;
            while (flow != null) {
                Flow following = flow.next;
                insert(flow);
                flow = following;
            }
        }
    }

    private int hash(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        long mixed = mix(remoteLow ^ key) + remoteHigh;
        mixed = mix(mixed ^ ((long) remotePort << 32 | localPort)) + localHigh;
        mixed = mix(mixed ^ localLow);
        return (int) (mixed >>> 32);
    }

    private long mix(long value) {
        long product = value * key;
        return product ^ Math.unsignedMultiplyHigh(value, key) ^ product >>> 29;
    }
}
