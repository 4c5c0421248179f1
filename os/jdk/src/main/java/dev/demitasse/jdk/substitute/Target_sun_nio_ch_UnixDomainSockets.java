package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** There is no other process to talk to over one: the JDK then refuses the protocol family by its name. */
@TargetClass(className = "sun.nio.ch.UnixDomainSockets")
final class Target_sun_nio_ch_UnixDomainSockets {
    @Substitute
    private static boolean init() {
        return false;
    }
}
