package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.kernel.Signal;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Host names to addresses and back, waiting for the stack's resolver. */
public final class Names {
    /** A little over what the resolver needs to ask every server as often as it may. */
    private static final long PATIENCE_SECONDS = 30;

    private Names() {}

    /** Bits of {@code java.net.spi.InetAddressResolver.LookupPolicy}: which families, and which first. */
    private static final int IPV4 = 1;

    private static final int IPV6 = 2;
    private static final int IPV4_FIRST = 4;
    private static final int IPV6_FIRST = 8;

    /**
     * The IPv4 addresses of a host.
     *
     * @throws UnknownHostException when there are none, with the reason
     */
    public static InetAddress[] addresses(String host) throws UnknownHostException {
        return addresses(host, IPV4);
    }

    /**
     * The addresses of a host, of the families and in the order that the bits of a {@code LookupPolicy} ask for: one family
     * first, or the system's order, which is RFC 6724's, as it is within a family.
     *
     * @throws UnknownHostException when there are none, with the reason
     */
    public static InetAddress[] addresses(String host, int policy) throws UnknownHostException {
        List<IpAddress> wanted = all(host).stream()
                .filter(each -> (policy & (each.isIpv4() ? IPV4 : IPV6)) != 0)
                .sorted(Comparator.comparing(each -> (policy & (each.isIpv4() ? IPV6_FIRST : IPV4_FIRST)) != 0))
                .toList();
        if (wanted.isEmpty()) {
            String family =
                    (policy & IPV6) == 0 ? " of the IPv4 family" : (policy & IPV4) == 0 ? " of the IPv6 family" : "";
            throw new UnknownHostException(host + ": no address" + family);
        }
        return wanted.stream().map(each -> Addresses.toJdk(host, each)).toArray(InetAddress[]::new);
    }

    /** All of them, the best first; those of {@code localhost} need no network. */
    private static List<IpAddress> all(String host) throws UnknownHostException {
        if (host.equalsIgnoreCase("localhost")) {
            return List.of(IpAddress.LOOPBACK_IPV6, IpAddress.LOOPBACK_IPV4);
        }
        if (host.equals(Network.hostname())) {
            return Network.stack().inOrder(ownAddresses());
        }
        Network.awaitAddress();
        return switch (await(Network.stack().resolver().lookup(host))) {
            case Resolution.Addresses found -> Network.stack().inOrder(found.addresses());
            case Resolution.NotFound none -> throw new UnknownHostException(host + ": Name or service not known");
            case Resolution.Failed failed -> throw new UnknownHostException(host + ": " + failed.reason());
            case Resolution.Name name -> throw new UnknownHostException(host);
            case Resolution.Pending pending -> throw new UnknownHostException(host + ": no answer in time");
        };
    }

    private static List<IpAddress> ownAddresses() {
        List<IpAddress> own = Interfaces.all().stream()
                .filter(each -> !each.loopback())
                .flatMap(each -> each.addresses().stream())
                .map(InterfaceAddress::address)
                .filter(address -> address.isIpv4() || !address.isLinkLocal())
                .toList();
        return own.isEmpty() ? List.of(IpAddress.LOOPBACK_IPV4, IpAddress.LOOPBACK_IPV6) : own;
    }

    /**
     * The name of an address.
     *
     * @throws UnknownHostException when it has none
     */
    public static String nameOf(byte[] address) throws UnknownHostException {
        IpAddress asked = IpAddress.ofBytes(address);
        if (asked.isLoopback()) {
            return "localhost";
        }
        Network.awaitAddress();
        if (await(Network.stack().resolver().lookup(asked)) instanceof Resolution.Name found) {
            return found.name();
        }
        throw new UnknownHostException(asked.toString());
    }

    private static Resolution await(Resolver.Lookup lookup) {
        Signal done = new Signal();
        lookup.setListener(ended -> done.set());
        long deadline = Kernel.clock().nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        if (lookup.resolution() instanceof Resolution.Pending) {
            done.await(deadline);
        }
        if (lookup.resolution() instanceof Resolution.Pending) {
            lookup.cancel();
        }
        return lookup.resolution();
    }
}
