package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** The multicast groups with members on one link, of both families, and how many each has. Guarded by the stack's lock. */
final class GroupTable {
    private static final int MAX_GROUPS = 64;

    private static final class Entry {
        final IpAddress group;
        int members;

        Entry(IpAddress group) {
            this.group = group;
        }
    }

    private final List<Entry> entries = new ArrayList<>(4);

    /** Counts one member more; answers how many there are now, 0 when there is no room for another group. */
    int join(IpAddress group) {
        int at = find(group.high(), group.low());
        if (at < 0) {
            if (entries.size() == MAX_GROUPS) {
                return 0;
            }
            at = entries.size();
            entries.add(new Entry(group));
        }
        return ++entries.get(at).members;
    }

    /** Counts one member less; answers how many are left, -1 when there was none. */
    int leave(IpAddress group) {
        int at = find(group.high(), group.low());
        if (at < 0) {
            return -1;
        }
        int left = --entries.get(at).members;
        if (left == 0) {
            entries.remove(at);
        }
        return left;
    }

    boolean contains(long high, long low) {
        return find(high, low) >= 0;
    }

    int size() {
        return entries.size();
    }

    IpAddress group(int index) {
        return entries.get(index).group;
    }

    private int find(long high, long low) {
        for (int i = 0; i < entries.size(); i++) {
            IpAddress group = entries.get(i).group;
            if (group.low() == low && group.high() == high) {
                return i;
            }
        }
        return -1;
    }
}
