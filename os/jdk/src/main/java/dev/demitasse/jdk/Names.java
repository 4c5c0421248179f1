package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.kernel.Signal;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Host names to addresses and back, waiting for the stack's resolver. */
public final class Names {
    /** A little over what the resolver needs to ask every server as often as it may. */
    private static final long PATIENCE_SECONDS = 30;

    private Names() {}

    /**
     * The addresses of a host, IPv4 only.
     *
     * @throws UnknownHostException when there are none, with the reason
     */
    public static InetAddress[] addresses(String host) throws UnknownHostException {
        if (host.equalsIgnoreCase("localhost")) {
            return new InetAddress[] {Addresses.toJdk(host, IpAddress.LOOPBACK_IPV4)};
        }
        if (host.equals(Network.hostname())) {
            return ownAddresses(host);
        }
        Network.awaitAddress();
        return switch (await(Network.stack().resolver().lookup(host))) {
            case Resolution.Addresses found -> ipv4(host, found.addresses());
            case Resolution.NotFound none -> throw new UnknownHostException(host + ": Name or service not known");
            case Resolution.Failed failed -> throw new UnknownHostException(host + ": " + failed.reason());
            case Resolution.Name name -> throw new UnknownHostException(host);
            case Resolution.Pending pending -> throw new UnknownHostException(host + ": no answer in time");
        };
    }

    private static InetAddress[] ownAddresses(String host) {
        List<IpAddress> own = Interfaces.all().stream()
                .filter(each -> !each.loopback())
                .flatMap(each -> each.addresses().stream())
                .map(address -> address.address())
                .filter(IpAddress::isIpv4)
                .toList();
        List<IpAddress> known = own.isEmpty() ? List.of(IpAddress.LOOPBACK_IPV4) : own;
        return known.stream().map(each -> Addresses.toJdk(host, each)).toArray(InetAddress[]::new);
    }

    private static InetAddress[] ipv4(String host, List<IpAddress> found) throws UnknownHostException {
        InetAddress[] addresses = found.stream()
                .filter(IpAddress::isIpv4)
                .map(each -> Addresses.toJdk(host, each))
                .toArray(InetAddress[]::new);
        if (addresses.length == 0) {
            throw new UnknownHostException(host + ": no address of the IPv4 family");
        }
        return addresses;
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
