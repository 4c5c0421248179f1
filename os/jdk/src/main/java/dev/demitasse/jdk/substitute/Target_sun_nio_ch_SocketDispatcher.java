package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.SocketDispatcher")
final class Target_sun_nio_ch_SocketDispatcher {
    @Substitute
    private static int read0(FileDescriptor descriptor, long address, int length) throws IOException {
        return ChannelCalls.read(descriptor, address, length);
    }

    @Substitute
    private static long readv0(FileDescriptor descriptor, long vector, int length) throws IOException {
        return ChannelCalls.readVector(descriptor, vector, length);
    }

    @Substitute
    private static int write0(FileDescriptor descriptor, long address, int length) throws IOException {
        return ChannelCalls.write(descriptor, address, length);
    }

    @Substitute
    private static long writev0(FileDescriptor descriptor, long vector, int length) throws IOException {
        return ChannelCalls.writeVector(descriptor, vector, length);
    }
}
