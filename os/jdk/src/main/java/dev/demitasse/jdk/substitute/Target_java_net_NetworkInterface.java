package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Addresses;
import dev.demitasse.jdk.Interfaces;
import dev.demitasse.net.Interface;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

@TargetClass(NetworkInterface.class)
final class Target_java_net_NetworkInterface {
    @Alias
    String displayName;

    @Alias
    Target_java_net_InterfaceAddress[] bindings;

    @Alias
    NetworkInterface[] childs;

    @Alias
    Target_java_net_NetworkInterface(String name, int index, InetAddress[] addresses) {}

    @Substitute
    private static void init() {}

    @Substitute
    private static NetworkInterface[] getAll() {
        return JdkInterfaces.all();
    }

    @Substitute
    private static @Nullable NetworkInterface getByName0(String name) {
        return JdkInterfaces.toJdk(Interfaces.named(name));
    }

    @Substitute
    private static @Nullable NetworkInterface getByIndex0(int index) {
        return JdkInterfaces.toJdk(Interfaces.withIndex(index));
    }

    /** The loopback addresses are asked for before anything else, when there is no reason to wait for a network. */
    @Substitute
    private static boolean boundInetAddress0(InetAddress address) {
        return address.isLoopbackAddress()
                || Interfaces.with(Addresses.ofJdk(address)).isPresent();
    }

    @Substitute
    private static @Nullable NetworkInterface getByInetAddress0(InetAddress address) {
        return JdkInterfaces.toJdk(Interfaces.with(Addresses.ofJdk(address)));
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
