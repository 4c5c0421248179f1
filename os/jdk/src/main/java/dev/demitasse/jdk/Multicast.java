package dev.demitasse.jdk;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkException;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.UdpSocket;
import java.io.FileDescriptor;
import java.io.IOException;

/** What the native methods of {@code sun.nio.ch.Net} about multicast do, with the exceptions they throw. */
public final class Multicast {
    private Multicast() {}

    /** The index of the interface that has this IPv4 address; 0, the stack's choice, for 0. */
    public static int interfaceAt(int address) throws IOException {
        return Interfaces.indexOf(IpAddress.ofIpv4(address));
    }

    /** Joins or leaves a group at an interface, for one source, or for all if that is an unspecified address. */
    public static void membership(
            FileDescriptor descriptor, boolean join, IpAddress group, int interfaceIndex, IpAddress source)
            throws IOException {
        UdpSocket socket = SocketCalls.datagrams(descriptor).udp();
        try {
            if (source.isAny()) {
                if (join) {
                    socket.join(group, interfaceIndex);
                } else {
                    socket.leave(group, interfaceIndex);
                }
            } else if (join) {
                socket.join(group, interfaceIndex, source);
            } else {
                socket.leave(group, interfaceIndex, source);
            }
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Blocks a source of a group that was joined for all, or unblocks it. */
    public static void block(
            FileDescriptor descriptor, boolean block, IpAddress group, int interfaceIndex, IpAddress source)
            throws IOException {
        UdpSocket socket = SocketCalls.datagrams(descriptor).udp();
        try {
            if (block) {
                socket.block(group, interfaceIndex, source);
            } else {
                socket.unblock(group, interfaceIndex, source);
            }
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** Makes multicast leave by the interface that has this IPv4 address; 0 leaves the choice to the stack. */
    public static void setAddress(FileDescriptor descriptor, int address) throws IOException {
        setInterface(descriptor, interfaceAt(address));
    }

    /** Makes multicast leave by the interface with this index; 0 leaves the choice to the stack. */
    public static void setInterface(FileDescriptor descriptor, int index) throws IOException {
        try {
            SocketCalls.socket(descriptor).socket().setOption(SocketOption.MULTICAST_INTERFACE, index);
        } catch (NetworkException e) {
            throw Failures.socketException(e);
        }
    }

    /** The index of the interface that multicast leaves by; 0 when the stack chooses. */
    public static int interfaceIndex(FileDescriptor descriptor) throws IOException {
        return SocketCalls.socket(descriptor).socket().option(SocketOption.MULTICAST_INTERFACE);
    }

    /** The IPv4 address of the interface that multicast leaves by; 0 when the stack chooses. */
    public static int address(FileDescriptor descriptor) throws IOException {
        return Interfaces.withIndex(interfaceIndex(descriptor)).stream()
                .flatMap(each -> each.addresses().stream())
                .map(InterfaceAddress::address)
                .filter(IpAddress::isIpv4)
                .mapToInt(IpAddress::ipv4)
                .findFirst()
                .orElse(0);
    }
}
