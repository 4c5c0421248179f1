package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Names;
import dev.demitasse.jdk.Network;
import dev.demitasse.jdk.SocketCalls;
import dev.demitasse.net.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

@TargetClass(className = "java.net.Inet4AddressImpl")
final class Target_java_net_Inet4AddressImpl {
    @Substitute
    public String getLocalHostName() {
        return Network.hostname();
    }

    @Substitute
    private InetAddress[] lookupAllHostAddr(String host) throws UnknownHostException {
        return Names.addresses(host);
    }

    @Substitute
    public String getHostByAddr(byte[] address) throws UnknownHostException {
        return Names.nameOf(address);
    }

    @Substitute
    private boolean isReachable0(byte[] address, int timeoutMillis, byte[] fromInterface, int timeToLive) {
        return SocketCalls.reachable(IpAddress.ofBytes(address), 0, timeoutMillis);
    }
}
