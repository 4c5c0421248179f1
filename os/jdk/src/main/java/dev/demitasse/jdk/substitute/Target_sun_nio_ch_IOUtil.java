package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.Descriptors;
import dev.demitasse.jdk.OpenFile;
import dev.demitasse.jdk.Pipe;
import dev.demitasse.jdk.StreamCalls;
import dev.demitasse.kernel.Kernel;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

@TargetClass(className = "sun.nio.ch.IOUtil")
final class Target_sun_nio_ch_IOUtil {
    @Substitute
    static void initIDs() {}

    @Substitute
    static boolean randomBytes(byte[] bytes) {
        Kernel.entropy().fill(bytes, 0, bytes.length);
        return true;
    }

    @Substitute
    static long makePipe(boolean blocking) throws IOException {
        Pipe pipe = new Pipe();
        pipe.reader().setBlocking(blocking);
        pipe.writer().setBlocking(blocking);
        long reader = ChannelCalls.open(pipe.reader());
        return reader << 32 | ChannelCalls.open(pipe.writer());
    }

    @Substitute
    static int write1(int descriptor, byte value) throws IOException {
        return ChannelCalls.write(ChannelCalls.file(descriptor), ByteBuffer.wrap(new byte[] {value}));
    }

    @Substitute
    static boolean drain(int descriptor) throws IOException {
        return ChannelCalls.drain(descriptor);
    }

    @Substitute
    static int drain1(int descriptor) throws IOException {
        int count = ChannelCalls.read(ChannelCalls.file(descriptor), ByteBuffer.allocate(1));
        return Math.max(0, count);
    }

    @Substitute
    public static void configureBlocking(FileDescriptor descriptor, boolean blocking) throws IOException {
        OpenFile file = ChannelCalls.file(descriptor);
        file.setBlocking(blocking);
    }

    @Substitute
    public static int fdVal(FileDescriptor descriptor) {
        return StreamCalls.number(descriptor);
    }

    @Substitute
    static void setfdVal(FileDescriptor descriptor, int number) {
        StreamCalls.setNumber(descriptor, number);
    }

    @Substitute
    static int fdLimit() {
        return Descriptors.LIMIT;
    }

    /** As on Linux. */
    @Substitute
    static int iovMax() {
        return 1024;
    }

    @Substitute
    static long writevMax() {
        return Integer.MAX_VALUE;
    }
}
