package dev.demitasse.net.ip;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a link's IPv6 addresses to send from (RFC 6724 section 5). Candidates are those of the outgoing link only,
 * and there are neither mobile nor temporary addresses, so rules 1, 2, 3, 5.5, 6 and 8 are left.
 */
final class SourceSelection {
    private SourceSelection() {}

    /**
     * The best address for a destination, or {@code null} when the link has none that reaches it.
     *
     * @param nextHop the router on the way, or the destination again
     * @param verified whether addresses that another node may turn out to have are left out (RFC 4429)
     */
    static @Nullable IpAddress choose(Link link, IpAddress destination, IpAddress nextHop, boolean verified) {
        IpAddress best = null;
        List<InterfaceAddress> own = link.addresses();
        for (int i = 0; i < own.size(); i++) {
            IpAddress candidate = own.get(i).address();
            boolean allowed = !candidate.isIpv4() && !(verified && link.optimistic(candidate));
            if (allowed && (best == null || better(link, candidate, best, destination, nextHop))) {
                best = candidate;
            }
        }
        return best;
    }

    private static boolean better(Link link, IpAddress a, IpAddress b, IpAddress destination, IpAddress nextHop) {
        if (a.equals(destination) || b.equals(destination)) { // rule 1
            return a.equals(destination);
        }
        int scopeA = AddressPolicy.scope(a);
        int scopeB = AddressPolicy.scope(b);
        if (scopeA != scopeB) { // rule 2
            int wanted = AddressPolicy.scope(destination);
            return scopeA < scopeB ? scopeA >= wanted : scopeB < wanted;
        }
        if (link.deprecated(a) != link.deprecated(b)) { // rule 3
            return link.deprecated(b);
        }
        boolean advertisedA = link.advertised(a, nextHop);
        if (advertisedA != link.advertised(b, nextHop)) { // rule 5.5: another router may drop it as forged
            return advertisedA;
        }
        int label = AddressPolicy.label(destination);
        boolean fitsA = AddressPolicy.label(a) == label;
        if (fitsA != (AddressPolicy.label(b) == label)) { // rule 6
            return fitsA;
        }
        return AddressPolicy.commonPrefix(a, destination) > AddressPolicy.commonPrefix(b, destination); // rule 8
    }
}
