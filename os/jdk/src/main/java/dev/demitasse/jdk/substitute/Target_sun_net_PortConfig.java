package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

@TargetClass(className = "sun.net.PortConfig")
final class Target_sun_net_PortConfig {
    /** The range of ports a client is given, RFC 6335 section 6: the dynamic ports. */
    @Substitute
    static int getLower0() {
        return 49152;
    }

    @Substitute
    static int getUpper0() {
        return 65535;
    }
}
