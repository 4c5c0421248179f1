package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.AddressFamilies;
import java.net.InetAddress;

@TargetClass(InetAddress.class)
final class Target_java_net_InetAddress {
    @Substitute
    private static void init() {}

    @Substitute
    private static boolean isIPv4Available() {
        return true;
    }

    @Substitute
    private static boolean isIPv6Supported() {
        return AddressFamilies.ipv6();
    }
}
