package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Names;
import dev.demitasse.jdk.Network;
import dev.demitasse.jdk.SocketCalls;
import dev.demitasse.net.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;

@TargetClass(className = "java.net.Inet6AddressImpl")
final class Target_java_net_Inet6AddressImpl {
    @Substitute
    public String getLocalHostName() {
        return Network.hostname();
    }

    @Substitute
    private InetAddress[] lookupAllHostAddr(String host, int characteristics) throws UnknownHostException {
        return Names.addresses(host, characteristics);
    }

    @Substitute
    public String getHostByAddr(byte[] address) throws UnknownHostException {
        return Names.nameOf(address);
    }

    @Substitute
    private boolean isReachable0(
            byte[] address, int scope, int timeoutMillis, byte[] fromInterface, int timeToLive, int interfaceScope) {
        int zone = scope > 0 ? scope : Math.max(0, interfaceScope);
        return SocketCalls.reachable(IpAddress.ofBytes(address), zone, timeoutMillis);
    }
}
