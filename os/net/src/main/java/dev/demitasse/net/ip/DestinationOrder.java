package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In what order the addresses of a name are to be tried (RFC 6724 section 6). Each rule asks something of one address and
 * of where we would send from, so all of them together make a number, the rules that come first in its upper bits. Equal
 * ones stay as they were, which is rule 10.
 *
 * <p>Left out are rules 4 and 7, since there are neither mobile nodes nor tunnels, and rule 9 for IPv4, where near numbers
 * are not near hosts and a server's order is how it spreads load. Guarded by the stack's lock.
 */
public final class DestinationOrder {
    private record Ranked(IpAddress address, int rank) {}

    private DestinationOrder() {}

    /** The same addresses, the best first. */
    public static List<IpAddress> of(List<IpAddress> addresses, Internet internet) {
        List<Ranked> ranked = new ArrayList<>(addresses.size());
        for (IpAddress address : addresses) {
            ranked.add(new Ranked(address, rank(address, internet.route(IpAddress.ANY_IPV6, address, 0))));
        }
        ranked.sort(Comparator.comparingInt(each -> -each.rank));
        return ranked.stream().map(Ranked::address).toList();
    }

    private static int rank(IpAddress destination, @Nullable Path path) {
        IpAddress source = path == null || path.local().equals(IpAddress.ANY_IPV4) ? null : path.local();
        int scope = AddressPolicy.scope(destination);
        int rank = 0;
        int near = 0;
        if (path != null && source != null) {
            rank = 1; // rule 1: it can be reached
            rank = rank << 1 | bit(AddressPolicy.scope(source) == scope); // rule 2
            rank = rank << 1 | bit(!path.link().deprecated(source)); // rule 3
            rank = rank << 1 | bit(AddressPolicy.label(source) == AddressPolicy.label(destination)); // rule 5
            near = destination.isIpv4() ? 0 : AddressPolicy.commonPrefix(source, destination);
        }
        rank = rank << 6 | AddressPolicy.precedence(destination); // rule 6
        rank = rank << 4 | 15 - scope; // rule 8: the smaller scope
        return rank << 7 | near; // rule 9
    }

    private static int bit(boolean rule) {
        return rule ? 1 : 0;
    }
}
