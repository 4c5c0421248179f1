package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Addresses;
import dev.demitasse.net.InterfaceAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

@TargetClass(java.net.InterfaceAddress.class)
final class Target_java_net_InterfaceAddress {
    @Alias
    private InetAddress address;

    @Alias
    private @Nullable Inet4Address broadcast;

    @Alias
    private short maskLength;

    @Alias
    private Target_java_net_InterfaceAddress() {}

    static Target_java_net_InterfaceAddress of(InterfaceAddress source, boolean loopback) {
        Target_java_net_InterfaceAddress made = new Target_java_net_InterfaceAddress();
        made.address = Addresses.toJdk(null, source.address());
        made.maskLength = (short) source.prefixLength();
        if (!loopback
                && source.address().isIpv4()
                && Addresses.toJdk(null, source.broadcast()) instanceof Inet4Address directed) {
            made.broadcast = directed;
        }
        return made;
    }
}
