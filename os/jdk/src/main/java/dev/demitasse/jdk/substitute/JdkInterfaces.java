package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import dev.demitasse.jdk.Addresses;
import dev.demitasse.jdk.Interfaces;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes {@code java.net.NetworkInterface} objects of the stack's interfaces. */
final class JdkInterfaces {
    private JdkInterfaces() {}

    static NetworkInterface[] all() {
        List<Interface> all = Interfaces.all();
        NetworkInterface[] made = new NetworkInterface[all.size()];
        for (int i = 0; i < made.length; i++) {
            made[i] = toJdk(all.get(i));
        }
        return made;
    }

    static @Nullable NetworkInterface toJdk(Optional<Interface> found) {
        return found.isPresent() ? toJdk(found.get()) : null;
    }

    private static NetworkInterface toJdk(Interface found) {
        List<InterfaceAddress> own = found.addresses();
        InetAddress[] addresses = new InetAddress[own.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = numbered(own.get(i), found.index());
        }
        Target_java_net_NetworkInterface made =
                new Target_java_net_NetworkInterface(found.name(), found.index(), addresses);
        made.displayName = found.name();
        made.childs = new NetworkInterface[0];
        NetworkInterface result = SubstrateUtil.cast(made, NetworkInterface.class);
        Target_java_net_InterfaceAddress[] bindings = new Target_java_net_InterfaceAddress[own.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = named(addresses[i], result);
            bindings[i] = binding(own.get(i), addresses[i], found.loopback());
        }
        made.bindings = bindings;
        return result;
    }

    /** All IPv6 addresses of an interface have its scope, as on Linux. */
    private static InetAddress numbered(InterfaceAddress own, int index) {
        if (own.address().isIpv4()) {
            return Addresses.toJdk(null, own.address());
        }
        try {
            return Inet6Address.getByAddress(null, own.address().bytes(), index);
        } catch (UnknownHostException e) {
            throw new AssertionError("an IPv6 address has 16 bytes", e);
        }
    }

    /** Such an address that shows the scope by the interface's name. */
    private static InetAddress named(InetAddress address, NetworkInterface at) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        try {
            return Inet6Address.getByAddress(null, address.getAddress(), at);
        } catch (UnknownHostException e) {
            throw new AssertionError("the interface has this address", e);
        }
    }

    private static Target_java_net_InterfaceAddress binding(
            InterfaceAddress source, InetAddress address, boolean loopback) {
        Target_java_net_InterfaceAddress made = new Target_java_net_InterfaceAddress();
        made.address = address;
        made.maskLength = (short) source.prefixLength();
        if (!loopback
                && source.address().isIpv4()
                && Addresses.toJdk(null, source.broadcast()) instanceof Inet4Address directed) {
            made.broadcast = directed;
        }
        return made;
    }
}
