package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;
import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

@TargetClass(java.net.InterfaceAddress.class)
final class Target_java_net_InterfaceAddress {
    @Alias
    InetAddress address;

    @Alias
    @Nullable Inet4Address broadcast;

    @Alias
    short maskLength;

    @Alias
    Target_java_net_InterfaceAddress() {}
}
