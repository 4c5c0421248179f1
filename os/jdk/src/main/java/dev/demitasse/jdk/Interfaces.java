package dev.demitasse.jdk;

import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import java.util.List;
import java.util.Optional;

/** The stack's interfaces as {@code java.net.NetworkInterface} asks for them, once they have their addresses. */
public final class Interfaces {
    private Interfaces() {}

    /** All of them, loopback first. */
    public static List<Interface> all() {
        Network.awaitAddress();
        return Network.stack().interfaces();
    }

    /** The one with this index. */
    public static Optional<Interface> withIndex(int index) {
        return all().stream().filter(each -> each.index() == index).findFirst();
    }

    /** The one with this name. */
    public static Optional<Interface> named(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The one that has this address. */
    public static Optional<Interface> with(IpAddress address) {
        for (Interface each : all()) {
            for (InterfaceAddress own : each.addresses()) {
                if (own.address().equals(address)) {
                    return Optional.of(each);
                }
            }
        }
        return Optional.empty();
    }

    /** The index of the interface with this address; 0, which leaves the choice to the stack, when there is none. */
    static int indexOf(IpAddress address) {
        return address.isAny() ? 0 : with(address).map(Interface::index).orElse(0);
    }
}
