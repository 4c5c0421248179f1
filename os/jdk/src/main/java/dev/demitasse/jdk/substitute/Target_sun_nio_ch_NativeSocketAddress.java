package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.SocketAddress;

@TargetClass(className = "sun.nio.ch.NativeSocketAddress")
final class Target_sun_nio_ch_NativeSocketAddress {
    @Substitute
    private static int AFINET() {
        return SocketAddress.FAMILY_4;
    }

    @Substitute
    private static int AFINET6() {
        return SocketAddress.FAMILY_6;
    }

    @Substitute
    private static int sizeofSockAddr4() {
        return SocketAddress.SIZE_4;
    }

    @Substitute
    private static int sizeofSockAddr6() {
        return SocketAddress.SIZE_6;
    }

    @Substitute
    private static int sizeofFamily() {
        return Short.BYTES;
    }

    @Substitute
    private static int offsetFamily() {
        return 0;
    }

    @Substitute
    private static int offsetSin4Port() {
        return SocketAddress.PORT;
    }

    @Substitute
    private static int offsetSin4Addr() {
        return SocketAddress.ADDRESS_4;
    }

    @Substitute
    private static int offsetSin6Port() {
        return SocketAddress.PORT;
    }

    @Substitute
    private static int offsetSin6Addr() {
        return SocketAddress.ADDRESS_6;
    }

    @Substitute
    private static int offsetSin6ScopeId() {
        return SocketAddress.SCOPE_6;
    }

    @Substitute
    private static int offsetSin6FlowInfo() {
        return SocketAddress.FLOW_6;
    }
}
