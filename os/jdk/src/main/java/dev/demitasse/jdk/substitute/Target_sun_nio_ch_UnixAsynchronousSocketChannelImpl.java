package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.SocketCalls;
import dev.demitasse.jdk.StreamCalls;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.UnixAsynchronousSocketChannelImpl")
final class Target_sun_nio_ch_UnixAsynchronousSocketChannelImpl {
    /** Throws what a connect that has come to its end failed with. */
    @Substitute
    private static void checkConnect(int number) throws IOException {
        FileDescriptor descriptor = new FileDescriptor();
        StreamCalls.setNumber(descriptor, number);
        SocketCalls.pollConnect(descriptor, 0);
    }
}
