package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.DatagramCalls;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.DatagramDispatcher")
final class Target_sun_nio_ch_DatagramDispatcher {
    @Substitute
    private static int read0(FileDescriptor descriptor, long address, int length) throws IOException {
        return DatagramCalls.read(descriptor, address, length);
    }

    @Substitute
    private static long readv0(FileDescriptor descriptor, long vector, int length) throws IOException {
        return DatagramCalls.readVector(descriptor, vector, length);
    }

    @Substitute
    private static int write0(FileDescriptor descriptor, long address, int length) throws IOException {
        return DatagramCalls.write(descriptor, address, length);
    }

    @Substitute
    private static long writev0(FileDescriptor descriptor, long vector, int length) throws IOException {
        return DatagramCalls.writeVector(descriptor, vector, length);
    }

    @Substitute
    private static void dup0(FileDescriptor from, FileDescriptor to) throws IOException {
        ChannelCalls.replace(to, ChannelCalls.file(from));
    }
}
