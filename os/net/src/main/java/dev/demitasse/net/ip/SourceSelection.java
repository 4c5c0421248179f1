package dev.demitasse.net.ip;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a link's IPv6 addresses to send from (RFC 6724 section 5). Candidates are those of the outgoing link only,
 * and there are neither mobile nor temporary addresses, so rules 1, 2, 3, 6 and 8 are left.
 */
final class SourceSelection {
    /** Scopes as multicast addresses have them (section 3.1). */
    private static final int LINK_LOCAL = 2;

    private static final int SITE_LOCAL = 5;
    private static final int GLOBAL = 14;

    /** The prefixes of section 2.1's policy table that the global internet is divided by, and their labels. */
    private static final InterfaceAddress[] PREFIXES = {
        InterfaceAddress.parse("2002::/16"),
        InterfaceAddress.parse("2001::/32"),
        InterfaceAddress.parse("fc00::/7"),
        InterfaceAddress.parse("fec0::/10"),
        InterfaceAddress.parse("3ffe::/16")
    };

    private static final int[] LABELS = {2, 5, 13, 11, 12};
    private static final int OTHER = 1;

    private SourceSelection() {}

    /**
     * The best address for a destination, or {@code null} when the link has none that reaches it.
     *
     * @param verified whether addresses that another node may turn out to have are left out (RFC 4429)
     */
    static @Nullable IpAddress choose(Link link, IpAddress destination, boolean verified) {
        IpAddress best = null;
        List<InterfaceAddress> own = link.addresses();
        for (int i = 0; i < own.size(); i++) {
            IpAddress candidate = own.get(i).address();
            boolean allowed = !candidate.isIpv4() && !(verified && link.optimistic(candidate));
            if (allowed && (best == null || better(link, candidate, best, destination))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean better(Link link, IpAddress a, IpAddress b, IpAddress destination) {
        if (a.equals(destination) || b.equals(destination)) { // rule 1
            return a.equals(destination);
        }
        int scopeA = scope(a);
        int scopeB = scope(b);
        if (scopeA != scopeB) { // rule 2
            int wanted = scope(destination);
            return scopeA < scopeB ? scopeA >= wanted : scopeB < wanted;
        }
        if (link.deprecated(a) != link.deprecated(b)) { // rule 3
            return link.deprecated(b);
        }
        int label = label(destination);
        if ((label(a) == label) != (label(b) == label)) { // rule 6
            return label(a) == label;
        }
        return Math.min(64, a.commonPrefix(destination)) > Math.min(64, b.commonPrefix(destination)); // rule 8
    }

    static int scope(IpAddress address) {
        if (address.isMulticast()) {
            return (int) (address.high() >>> 48) & 0xf;
        }
        if (address.isLinkLocal() || address.isLoopback()) {
            return LINK_LOCAL;
        }
        return address.high() >>> 54 == 0xfec0 >>> 6 ? SITE_LOCAL : GLOBAL;
    }

    private static int label(IpAddress address) {
        for (int i = 0; i < PREFIXES.length; i++) {
            if (PREFIXES[i].covers(address)) {
                return LABELS[i];
            }
        }
        return OTHER;
    }
}
