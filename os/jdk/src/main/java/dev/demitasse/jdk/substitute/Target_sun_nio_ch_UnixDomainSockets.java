package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.UnixSocketCalls;
import dev.demitasse.kernel.Kernel;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Random;

/** Among the threads of this machine only: there is no other process to talk to. */
@TargetClass(className = "sun.nio.ch.UnixDomainSockets")
final class Target_sun_nio_ch_UnixDomainSockets {
    @Substitute
    private static boolean init() {
        return true;
    }

    @Substitute
    static boolean isSupported() {
        return UnixSocketCalls.supported();
    }

    /** For names of sockets, which need not be secret: all images with socket channels would have SecureRandom. */
    @Substitute
    private static Random getRandom() {
        byte[] seed = new byte[Long.BYTES];
        Kernel.entropy().fill(seed, 0, seed.length);
        long value = 0;
        for (byte part : seed) {
            value = value << 8 | (part & 0xff);
        }
        return new Random(value);
    }

    @Substitute
    private static int socket0() throws IOException {
        return UnixSocketCalls.open();
    }

    @Substitute
    private static void bind0(FileDescriptor descriptor, byte[] path) throws IOException {
        UnixSocketCalls.bind(descriptor, path);
    }

    @Substitute
    private static int connect0(FileDescriptor descriptor, byte[] path) throws IOException {
        return UnixSocketCalls.connect(descriptor, path);
    }

    @Substitute
    private static int accept0(FileDescriptor descriptor, FileDescriptor accepted, Object[] peer) throws IOException {
        return UnixSocketCalls.accept(descriptor, accepted, peer);
    }

    @Substitute
    private static byte[] localAddress0(FileDescriptor descriptor) throws IOException {
        return UnixSocketCalls.localAddress(descriptor);
    }
}
