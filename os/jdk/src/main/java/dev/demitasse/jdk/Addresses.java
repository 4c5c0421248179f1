package dev.demitasse.jdk;

import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The JDK's addresses and the stack's, both ways. */
public final class Addresses {
    private Addresses() {}

    /** The stack's form of a JDK address. */
    public static IpAddress ofJdk(InetAddress address) {
        return IpAddress.ofBytes(address.getAddress());
    }

    /** The stack's form of a JDK address and port. */
    public static Endpoint endpoint(InetAddress address, int port) {
        int zone = address instanceof Inet6Address inet6 ? inet6.getScopeId() : 0;
        return new Endpoint(ofJdk(address), port, zone);
    }

    /** The JDK's form of a stack's address, with the name it was looked up by, if any. */
    public static InetAddress toJdk(@Nullable String host, IpAddress address) {
        return toJdk(host, address, 0);
    }

    /** As {@link #toJdk(String, IpAddress)}, with the index of the interface that a link-local IPv6 address is on. */
    public static InetAddress toJdk(@Nullable String host, IpAddress address, int zone) {
        try {
            boolean scoped = zone != 0 && !address.isIpv4() && address.isLinkLocal();
            return scoped
                    ? Inet6Address.getByAddress(host, address.bytes(), zone)
                    : InetAddress.getByAddress(host, address.bytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    /** The JDK's form of an endpoint's address. */
    public static InetAddress toJdk(Endpoint endpoint) {
        return toJdk(null, endpoint.address(), endpoint.zone());
    }
}
