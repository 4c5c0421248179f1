package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.SocketCalls;
import dev.demitasse.jdk.UnixSocketCalls;
import dev.demitasse.net.SocketOption;
import java.net.SocketException;

@TargetClass(className = "jdk.net.LinuxSocketOptions", onlyWith = ExtendedSocketOptionsPresent.class)
final class Target_jdk_net_LinuxSocketOptions {
    @Alias
    Target_jdk_net_LinuxSocketOptions() {}

    @Substitute
    private static void setTcpKeepAliveProbes0(int descriptor, int value) throws SocketException {
        SocketCalls.setOption(descriptor, SocketOption.KEEP_ALIVE_COUNT, value);
    }

    @Substitute
    private static void setTcpKeepAliveTime0(int descriptor, int value) throws SocketException {
        SocketCalls.setOption(descriptor, SocketOption.KEEP_ALIVE_IDLE, value);
    }

    @Substitute
    private static void setTcpKeepAliveIntvl0(int descriptor, int value) throws SocketException {
        SocketCalls.setOption(descriptor, SocketOption.KEEP_ALIVE_INTERVAL, value);
    }

    /** Datagrams larger than the link's packets are fragmented; the stack has no switch for that. */
    @Substitute
    private static void setIpDontFragment0(int descriptor, boolean value, boolean ipv6) throws SocketException {
        if (value) {
            throw new SocketException("IP_DONTFRAGMENT is not supported");
        }
    }

    @Substitute
    private static int getTcpKeepAliveProbes0(int descriptor) throws SocketException {
        return SocketCalls.option(descriptor, SocketOption.KEEP_ALIVE_COUNT);
    }

    @Substitute
    private static int getTcpKeepAliveTime0(int descriptor) throws SocketException {
        return SocketCalls.option(descriptor, SocketOption.KEEP_ALIVE_IDLE);
    }

    @Substitute
    private static int getTcpKeepAliveIntvl0(int descriptor) throws SocketException {
        return SocketCalls.option(descriptor, SocketOption.KEEP_ALIVE_INTERVAL);
    }

    @Substitute
    private static boolean getIpDontFragment0(int descriptor, boolean ipv6) {
        return false;
    }

    @Substitute
    private static void setQuickAck0(int descriptor, boolean on) throws SocketException {
        SocketCalls.setOption(descriptor, SocketOption.QUICK_ACKNOWLEDGE, on ? 1 : 0);
    }

    @Substitute
    private static boolean getQuickAck0(int descriptor) throws SocketException {
        return SocketCalls.option(descriptor, SocketOption.QUICK_ACKNOWLEDGE) != 0;
    }

    @Substitute
    private static long getSoPeerCred0(int descriptor) throws SocketException {
        return UnixSocketCalls.peerCredentials(descriptor);
    }

    @Substitute
    private static boolean keepAliveOptionsSupported0() {
        return true;
    }

    @Substitute
    private static boolean quickAckSupported0() {
        return true;
    }

    @Substitute
    private static boolean incomingNapiIdSupported0() {
        return false;
    }
}
