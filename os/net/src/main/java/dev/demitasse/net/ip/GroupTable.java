package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The multicast groups with members on one link, of both families, with what each member wants of them and what the
 * interface must therefore let through. Guarded by the stack's lock.
 */
final class GroupTable {
    private static final int MAX_GROUPS = 64;

    private static final class Entry {
        final IpAddress group;
        final List<SourceFilter> members = new ArrayList<>(1);
        SourceFilter merged = SourceFilter.NONE;

        Entry(IpAddress group) {
            this.group = group;
        }
    }

    private final List<Entry> entries = new ArrayList<>(4);

    /**
     * A member wants something else of a group; whoever joins had {@link SourceFilter#NONE}, and whoever leaves wants it.
     *
     * @return {@code false} when there is no room for another group
     */
    boolean change(IpAddress group, SourceFilter before, SourceFilter after) {
        int at = find(group.high(), group.low());
        if (at < 0) {
            if (entries.size() == MAX_GROUPS) {
                return false;
            }
            at = entries.size();
            entries.add(new Entry(group));
        }
        Entry entry = entries.get(at);
        entry.members.remove(before); // equal only to itself, and one of those that all share is as good as another
        if (!after.isNone()) {
            entry.members.add(after);
        }
        if (entry.members.isEmpty()) {
            entries.remove(at);
        } else {
            entry.merged = SourceFilter.merged(entry.members);
        }
        return true;
    }

    /** What the interface lets through to a group. */
    SourceFilter filter(IpAddress group) {
        int at = find(group.high(), group.low());
        return at < 0 ? SourceFilter.NONE : entries.get(at).merged;
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
