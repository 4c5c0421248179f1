package dev.demitasse.net;

import java.util.Optional;

/**
 * One line of the routing table.
 *
 * @param network an address in the destination network; bits beyond the prefix are ignored
 * @param prefixLength leading bits that must match; 0 for the default route
 * @param gateway the next hop; nothing when the destination is on the link
 * @param interfaceIndex where to send it
 */
public record Route(IpAddress network, int prefixLength, Optional<IpAddress> gateway, int interfaceIndex) {
    /** The default route through a gateway. */
    public static Route byDefault(IpAddress gateway, int interfaceIndex) {
        IpAddress any = gateway.isIpv4() ? IpAddress.ANY_IPV4 : IpAddress.ANY_IPV6;
        return new Route(any, 0, Optional.of(gateway), interfaceIndex);
    }
}
