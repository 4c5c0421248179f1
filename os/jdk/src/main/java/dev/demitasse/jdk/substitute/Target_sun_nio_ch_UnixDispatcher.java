package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.ClosedFile;
import dev.demitasse.jdk.StreamCalls;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.UnixDispatcher")
final class Target_sun_nio_ch_UnixDispatcher {
    @Substitute
    static void init() {}

    @Substitute
    private static void close0(FileDescriptor descriptor) throws IOException {
        ChannelCalls.close(StreamCalls.number(descriptor));
    }

    @Substitute
    private static void preClose0(FileDescriptor descriptor) throws IOException {
        ChannelCalls.replace(descriptor, ClosedFile.INSTANCE);
    }
}
