package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.net.Inet4Address;

@TargetClass(Inet4Address.class)
final class Target_java_net_Inet4Address {
    @Substitute
    private static void init() {}
}
