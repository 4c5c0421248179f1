package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Addresses;
import dev.demitasse.jdk.Interfaces;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@TargetClass(NetworkInterface.class)
final class Target_java_net_NetworkInterface {
    @Alias
    private String displayName;

    @Alias
    private Target_java_net_InterfaceAddress[] bindings;

    @Alias
    private NetworkInterface[] childs;

    @Alias
    Target_java_net_NetworkInterface(String name, int index, InetAddress[] addresses) {}

    @Substitute
    private static void init() {}

    private static NetworkInterface toJdk(Interface found) {
        List<InterfaceAddress> own = found.addresses();
        InetAddress[] addresses = new InetAddress[own.size()];
        Target_java_net_InterfaceAddress[] bindings = new Target_java_net_InterfaceAddress[own.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = Addresses.toJdk(null, own.get(i).address());
            bindings[i] = Target_java_net_InterfaceAddress.of(own.get(i), found.loopback());
        }
        Target_java_net_NetworkInterface made =
                new Target_java_net_NetworkInterface(found.name(), found.index(), addresses);
        made.displayName = found.name();
        made.bindings = bindings;
        made.childs = new NetworkInterface[0];
        return SubstrateUtil.cast(made, NetworkInterface.class);
    }

    private static @Nullable NetworkInterface toJdk(Optional<Interface> found) {
        return found.isPresent() ? toJdk(found.get()) : null;
    }

    @Substitute
    private static NetworkInterface[] getAll() {
        List<Interface> all = Interfaces.all();
        NetworkInterface[] made = new NetworkInterface[all.size()];
        for (int i = 0; i < made.length; i++) {
            made[i] = toJdk(all.get(i));
        }
        return made;
    }

    @Substitute
    private static @Nullable NetworkInterface getByName0(String name) {
        return toJdk(Interfaces.named(name));
    }

    @Substitute
    private static @Nullable NetworkInterface getByIndex0(int index) {
        return toJdk(Interfaces.withIndex(index));
    }

    @Substitute
    private static boolean boundInetAddress0(InetAddress address) {
        return Interfaces.with(Addresses.ofJdk(address)).isPresent();
    }

    @Substitute
    private static @Nullable NetworkInterface getByInetAddress0(InetAddress address) {
        return toJdk(Interfaces.with(Addresses.ofJdk(address)));
    }

    @Substitute
    private static boolean isUp0(String name, int index) {
        return Interfaces.withIndex(index).map(Interface::up).orElse(false);
    }

    @Substitute
    private static boolean isLoopback0(String name, int index) {
        return Interfaces.withIndex(index).map(Interface::loopback).orElse(false);
    }

    @Substitute
    private static boolean supportsMulticast0(String name, int index) {
        return Interfaces.withIndex(index).isPresent();
    }

    @Substitute
    private static boolean isP2P0(String name, int index) {
        return false;
    }

    @Substitute
    private static byte @Nullable [] getMacAddr0(byte @Nullable [] address, String name, int index) {
        return Interfaces.withIndex(index).flatMap(Interface::hardwareAddress).orElse(null);
    }

    @Substitute
    private static int getMTU0(String name, int index) {
        return Interfaces.withIndex(index).map(Interface::mtu).orElse(0);
    }
}
