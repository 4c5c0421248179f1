package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.AddressFamilies;
import dev.demitasse.jdk.Addresses;
import dev.demitasse.jdk.Multicast;
import dev.demitasse.jdk.SocketCalls;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Readiness;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Sockets speak both families unless they are made for IPv4, and have one value of each option for both, so that setting
 * it once is enough.
 */
@TargetClass(className = "sun.nio.ch.Net")
final class Target_sun_nio_ch_Net {
    @Substitute
    private static void initIDs() {}

    @Substitute
    private static boolean isIPv6Available0() {
        return AddressFamilies.ipv6();
    }

    @Substitute
    private static boolean isReusePortAvailable0() {
        return true;
    }

    /** Not a thing of this platform. */
    @Substitute
    private static int isExclusiveBindAvailable() {
        return -1;
    }

    @Substitute
    private static boolean shouldShutdownWriteBeforeClose0() {
        return false;
    }

    @Substitute
    private static boolean shouldSetBothIPv4AndIPv6Options0() {
        return false;
    }

    @Substitute
    private static boolean canIPv6SocketJoinIPv4Group0() {
        return true;
    }

    @Substitute
    private static boolean canJoin6WithIPv4Group0() {
        return false;
    }

    @Substitute
    private static boolean canUseIPv6OptionsWithIPv4LocalAddress0() {
        return true;
    }

    @Substitute
    private static int socket0(boolean preferIpv6, boolean stream, boolean reuse, boolean fastLoopback)
            throws SocketException {
        return SocketCalls.open(stream, reuse);
    }

    @Substitute
    private static void bind0(
            FileDescriptor descriptor, boolean preferIpv6, boolean exclusive, InetAddress address, int port)
            throws IOException {
        SocketCalls.bind(descriptor, preferIpv6, address, port);
    }

    @Substitute
    static void listen(FileDescriptor descriptor, int backlog) throws IOException {
        SocketCalls.listen(descriptor, backlog);
    }

    @Substitute
    private static int connect0(boolean preferIpv6, FileDescriptor descriptor, InetAddress address, int port)
            throws IOException {
        return SocketCalls.connect(descriptor, address, port);
    }

    @Substitute
    public static int accept(FileDescriptor descriptor, FileDescriptor accepted, InetSocketAddress[] peer)
            throws IOException {
        return SocketCalls.accept(descriptor, accepted, peer);
    }

    @Substitute
    static void shutdown(FileDescriptor descriptor, int how) throws IOException {
        SocketCalls.shutdown(descriptor, how);
    }

    @Substitute
    private static int localPort(FileDescriptor descriptor) throws IOException {
        return SocketCalls.local(descriptor).port();
    }

    @Substitute
    private static InetAddress localInetAddress(FileDescriptor descriptor) throws IOException {
        return Addresses.toJdk(SocketCalls.local(descriptor));
    }

    @Substitute
    private static int remotePort(FileDescriptor descriptor) throws IOException {
        return SocketCalls.remote(descriptor).port();
    }

    @Substitute
    private static InetAddress remoteInetAddress(FileDescriptor descriptor) throws IOException {
        return Addresses.toJdk(SocketCalls.remote(descriptor));
    }

    @Substitute
    private static int getIntOption0(FileDescriptor descriptor, boolean mayNeedConversion, int level, int option)
            throws IOException {
        return SocketCalls.option(descriptor, level, option);
    }

    @Substitute
    private static void setIntOption0(
            FileDescriptor descriptor, boolean mayNeedConversion, int level, int option, int value, boolean ipv6)
            throws IOException {
        SocketCalls.setOption(descriptor, level, option, value);
    }

    @Substitute
    static int poll(FileDescriptor descriptor, int events, long timeoutMillis) throws IOException {
        return SocketCalls.poll(descriptor, events, timeoutMillis);
    }

    @Substitute
    public static boolean pollConnect(FileDescriptor descriptor, long timeoutMillis) throws IOException {
        return SocketCalls.pollConnect(descriptor, timeoutMillis);
    }

    @Substitute
    static int available(FileDescriptor descriptor) throws IOException {
        return SocketCalls.available(descriptor);
    }

    @Substitute
    static int sendOOB(FileDescriptor descriptor, byte value) throws IOException {
        return SocketCalls.sendUrgent(descriptor, value);
    }

    @Substitute
    private static int joinOrDrop4(boolean join, FileDescriptor descriptor, int group, int address, int source)
            throws IOException {
        IpAddress only = IpAddress.ofIpv4(source);
        Multicast.membership(descriptor, join, IpAddress.ofIpv4(group), Multicast.interfaceAt(address), only);
        return 0;
    }

    @Substitute
    private static int blockOrUnblock4(boolean block, FileDescriptor descriptor, int group, int address, int source)
            throws IOException {
        IpAddress blocked = IpAddress.ofIpv4(source);
        Multicast.block(descriptor, block, IpAddress.ofIpv4(group), Multicast.interfaceAt(address), blocked);
        return 0;
    }

    @Substitute
    static void setInterface4(FileDescriptor descriptor, int address) throws IOException {
        Multicast.setAddress(descriptor, address);
    }

    @Substitute
    static int getInterface4(FileDescriptor descriptor) throws IOException {
        return Multicast.address(descriptor);
    }

    @Substitute
    private static int joinOrDrop6(
            boolean join, FileDescriptor descriptor, byte[] group, int index, byte @Nullable [] source)
            throws IOException {
        IpAddress only = source == null ? IpAddress.ANY_IPV6 : IpAddress.ofBytes(source);
        Multicast.membership(descriptor, join, IpAddress.ofBytes(group), index, only);
        return 0;
    }

    @Substitute
    static int blockOrUnblock6(boolean block, FileDescriptor descriptor, byte[] group, int index, byte[] source)
            throws IOException {
        Multicast.block(descriptor, block, IpAddress.ofBytes(group), index, IpAddress.ofBytes(source));
        return 0;
    }

    @Substitute
    static void setInterface6(FileDescriptor descriptor, int index) throws IOException {
        Multicast.setInterface(descriptor, index);
    }

    @Substitute
    static int getInterface6(FileDescriptor descriptor) throws IOException {
        return Multicast.interfaceIndex(descriptor);
    }

    @Substitute
    static short pollinValue() {
        return Readiness.READABLE;
    }

    @Substitute
    static short polloutValue() {
        return Readiness.WRITABLE;
    }

    @Substitute
    static short pollerrValue() {
        return Readiness.ERROR;
    }

    @Substitute
    static short pollhupValue() {
        return Readiness.HANGUP;
    }

    /** {@code POLLNVAL}, which nothing here answers: a closed descriptor ends a wait with no event. */
    @Substitute
    static short pollnvalValue() {
        return 0x20;
    }

    @Substitute
    static short pollconnValue() {
        return Readiness.WRITABLE;
    }
}
