package dev.demitasse.net.udp;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Link;
import dev.demitasse.net.ip.SourceFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups that one socket has joined, each for all sources but those blocked, or for some only (RFC 3376 section 2, with
 * the errors of Linux's {@code IP_ADD_SOURCE_MEMBERSHIP} and its like). Guarded by the stack's lock.
 */
final class Memberships {
    private static final int MAX_GROUPS = 20;

    /** As Linux's {@code igmp_max_msf}, for each group. */
    private static final int MAX_SOURCES = 10;

    private static final class Membership {
        final IpAddress group;
        final Link link;
        SourceFilter filter = SourceFilter.NONE;

        Membership(IpAddress group, Link link) {
            this.group = group;
            this.link = link;
        }
    }

    private final List<Membership> all = new ArrayList<>(0);

    /** Whether what came in to a group is for this socket. Our own packets come by loopback, whatever link they left by. */
    boolean accept(Inbound in) {
        long high = in.destinationHigh();
        long low = in.destinationLow();
        for (int i = 0; i < all.size(); i++) {
            Membership each = all.get(i);
            if (each.group.low() == low
                    && each.group.high() == high
                    && (each.link == in.link() || in.link().loopback())
                    && each.filter.accepts(in.sourceHigh(), in.sourceLow())) {
                return true;
            }
        }
        return false;
    }

    /** Joins for all sources. */
    void join(IpAddress group, Link link) {
        if (find(group, link) != null) {
            throw new NetworkException(NetworkError.ADDRESS_IN_USE, group.toString());
        }
        change(new Membership(group, link), SourceFilter.ALL);
    }

    /** Leaves, whatever was wanted. */
    void leave(IpAddress group, Link link) {
        Membership membership = find(group, link);
        if (membership == null) {
            throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, group.toString());
        }
        change(membership, SourceFilter.NONE);
    }

    /** Lists a source: {@code blocked} for a membership of all, else to receive from it. */
    void add(IpAddress group, Link link, IpAddress source, boolean blocked) {
        if (source.isMulticast() || source.isAny() || source.isIpv4() != group.isIpv4()) {
            throw new NetworkException(NetworkError.INVALID, source + " sends to no group");
        }
        boolean first = !blocked && find(group, link) == null;
        Membership membership = first ? new Membership(group, link) : joined(group, link, blocked);
        SourceFilter filter = membership.filter;
        if (filter.lists(source.high(), source.low())) {
            throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, source + " once more");
        }
        if (filter.sources().size() == MAX_SOURCES) {
            throw new NetworkException(NetworkError.NO_BUFFERS, "sources of " + group);
        }
        change(membership, filter.with(source));
    }

    /** Takes a source from the list. */
    void remove(IpAddress group, Link link, IpAddress source, boolean blocked) {
        Membership membership = joined(group, link, blocked);
        SourceFilter filter = membership.filter;
        if (!filter.lists(source.high(), source.low())) {
            throw new NetworkException(NetworkError.ADDRESS_NOT_AVAILABLE, source.toString());
        }
        change(membership, filter.without(source));
    }

    /** Leaves them all. */
    void leaveAll() {
        while (!all.isEmpty()) {
            change(all.getLast(), SourceFilter.NONE);
        }
    }

    private @Nullable Membership find(IpAddress group, Link link) {
        for (Membership each : all) {
            if (each.link == link && each.group.equals(group)) {
                return each;
            }
        }
        return null;
    }

    /** The membership of all sources, or of some. */
    private Membership joined(IpAddress group, Link link, boolean ofAll) {
        Membership membership = find(group, link);
        if (membership == null || membership.filter.exclude() != ofAll) {
            throw new NetworkException(
                    NetworkError.INVALID, group + " is not joined for " + (ofAll ? "all" : "some") + " sources");
        }
        return membership;
    }

    private void change(Membership membership, SourceFilter filter) {
        boolean known = !membership.filter.isNone();
        if ((!known && all.size() == MAX_GROUPS)
                || !membership.link.changeGroup(membership.group, membership.filter, filter)) {
            throw new NetworkException(NetworkError.NO_BUFFERS, "joining " + membership.group);
        }
        membership.filter = filter;
        if (!known) {
            all.add(membership);
        } else if (filter.isNone()) {
            all.remove(membership);
        }
    }
}
