package dev.demitasse.net.dhcp;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import dev.demitasse.net.wire.DhcpMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a DHCP server has granted. Immutable.
 *
 * @param interfaceAddress the address with its network
 * @param server who granted it
 * @param seconds how long, {@link #FOREVER} for ever
 * @param mtu 0 when the server does not say
 * @param routers default routers, best first
 * @param dnsServers in the order to ask
 * @param domain to complete names with, empty for none
 * @param ntpServers time servers
 * @param classlessRoutes routes that take the place of {@code routers} (RFC 3442)
 */
public record Lease(
        InterfaceAddress interfaceAddress,
        IpAddress server,
        long seconds,
        int mtu,
        List<IpAddress> routers,
        List<IpAddress> dnsServers,
        String domain,
        List<IpAddress> ntpServers,
        List<DhcpMessage.ClasslessRoute> classlessRoutes) {
    /** The lease time that never ends (RFC 2131 section 3.3). */
    public static final long FOREVER = 0xffff_ffffL;

    /** A server that leaves the time out, against the rules, is taken to mean an hour. */
    private static final long DEFAULT_SECONDS = 3600;

    static Lease of(DhcpMessage ack) {
        int mask = ack.subnetMask()
                .map(IpAddress::ipv4)
                .orElse(classMask(ack.yourAddress().ipv4()));
        int prefix = Integer.numberOfLeadingZeros(~mask);
        return new Lease(
                new InterfaceAddress(ack.yourAddress(), prefix),
                ack.serverIdentifier().orElse(IpAddress.ANY_IPV4),
                Math.max(ack.leaseSeconds().orElse(DEFAULT_SECONDS), 10),
                ack.mtu(),
                ack.routers(),
                ack.dnsServers(),
                ack.domain(),
                ack.ntpServers(),
                ack.classlessRoutes());
    }

    /** The mask by address class, for servers of before 1993. */
    private static int classMask(int address) {
        return address >= 0 ? 0xff00_0000 : address >>> 30 == 2 ? 0xffff_0000 : 0xffff_ff00;
    }

    /** The address alone. */
    public IpAddress address() {
        return interfaceAddress.address();
    }

    boolean sameConfiguration(Lease other) {
        return interfaceAddress.equals(other.interfaceAddress)
                && routers.equals(other.routers)
                && dnsServers.equals(other.dnsServers)
                && domain.equals(other.domain)
                && classlessRoutes.equals(other.classlessRoutes)
                && mtu == other.mtu;
    }

    /** The routes it configures; classless ones win over routers (RFC 3442). */
    List<Route> routes(int interfaceIndex) {
        List<Route> routes = new ArrayList<>();
        for (DhcpMessage.ClasslessRoute route : classlessRoutes) {
            Optional<IpAddress> gateway = route.router().isAny() ? Optional.empty() : Optional.of(route.router());
            routes.add(new Route(route.network(), route.prefixLength(), gateway, interfaceIndex));
        }
        if (routes.isEmpty() && !routers.isEmpty()) {
            routes.add(Route.byDefault(routers.getFirst(), interfaceIndex));
        }
        return routes;
    }
}
