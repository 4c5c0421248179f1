package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** Only where the module {@code jdk.net} is there. */
@TargetClass(
        className = "jdk.net.ExtendedSocketOptions",
        innerClass = "PlatformSocketOptions",
        onlyWith = ExtendedSocketOptionsPresent.class)
final class Target_jdk_net_ExtendedSocketOptions_PlatformSocketOptions {
    /** The JDK looks the class up by name, which would need a registration for reflection. */
    @Substitute
    private static Target_jdk_net_ExtendedSocketOptions_PlatformSocketOptions create() {
        return SubstrateUtil.cast(
                new Target_jdk_net_LinuxSocketOptions(),
                Target_jdk_net_ExtendedSocketOptions_PlatformSocketOptions.class);
    }
}
