package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.DatagramCalls;
import dev.demitasse.jdk.SocketCalls;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.DatagramChannelImpl")
final class Target_sun_nio_ch_DatagramChannelImpl {
    @Substitute
    private static void disconnect0(FileDescriptor descriptor, boolean ipv6) throws IOException {
        SocketCalls.disconnect(descriptor);
    }

    @Substitute
    private static int receive0(FileDescriptor descriptor, long address, int length, long sender, boolean connected)
            throws IOException {
        return DatagramCalls.receive(descriptor, address, length, sender, connected);
    }

    @Substitute
    private static int send0(FileDescriptor descriptor, long address, int length, long target, int targetLength)
            throws IOException {
        return DatagramCalls.send(descriptor, address, length, target);
    }
}
