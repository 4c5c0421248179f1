package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.Failures;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.StreamCalls;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.StorageException;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.UnixFileDispatcherImpl")
final class Target_sun_nio_ch_UnixFileDispatcherImpl {
    @Substitute
    static int read0(FileDescriptor descriptor, long address, int length) throws IOException {
        return ChannelCalls.read(descriptor, address, length);
    }

    @Substitute
    static int pread0(FileDescriptor descriptor, long address, int length, long position) throws IOException {
        return ChannelCalls.readAt(descriptor, address, length, position);
    }

    @Substitute
    static long readv0(FileDescriptor descriptor, long vector, int length) throws IOException {
        return ChannelCalls.readVector(descriptor, vector, length);
    }

    @Substitute
    static int write0(FileDescriptor descriptor, long address, int length) throws IOException {
        return ChannelCalls.write(descriptor, address, length);
    }

    @Substitute
    static int pwrite0(FileDescriptor descriptor, long address, int length, long position) throws IOException {
        return ChannelCalls.writeAt(descriptor, address, length, position);
    }

    @Substitute
    static long writev0(FileDescriptor descriptor, long vector, int length) throws IOException {
        return ChannelCalls.writeVector(descriptor, vector, length);
    }

    @Substitute
    static int force0(FileDescriptor descriptor, boolean metadata) {
        return 0;
    }

    @Substitute
    static long seek0(FileDescriptor descriptor, long offset) throws IOException {
        return ChannelCalls.seek(descriptor, offset);
    }

    @Substitute
    static int truncate0(FileDescriptor descriptor, long size) throws IOException {
        try {
            ChannelCalls.content(descriptor).truncate(size);
            return 0;
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    @Substitute
    static long size0(FileDescriptor descriptor) throws IOException {
        return StreamCalls.length(descriptor);
    }

    @Substitute
    static int available0(FileDescriptor descriptor) throws IOException {
        return StreamCalls.available(descriptor);
    }

    @Substitute
    static boolean isOther0(FileDescriptor descriptor) throws IOException {
        try {
            FileType type = ChannelCalls.file(descriptor).attributes().type();
            return type != FileType.REGULAR && type != FileType.DIRECTORY && type != FileType.SYMBOLIC_LINK;
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** The JDK itself keeps locks of one process apart, and there is no other process: always granted. */
    @Substitute
    static int lock0(FileDescriptor descriptor, boolean blocking, long position, long size, boolean shared) {
        return 0;
    }

    @Substitute
    static void release0(FileDescriptor descriptor, long position, long size) {}

    @Substitute
    static void closeIntFD(int descriptor) throws IOException {
        ChannelCalls.close(descriptor);
    }

    @Substitute
    static long allocationGranularity0() {
        return ChannelCalls.MAPPING_GRANULARITY;
    }

    @Substitute
    static long map0(FileDescriptor descriptor, int protection, long position, long length, boolean sync)
            throws IOException {
        return ChannelCalls.map(descriptor, protection, position, length);
    }

    @Substitute
    static int unmap0(long address, long length) {
        NativeMemory.free(address);
        return 0;
    }

    @Substitute
    static int setDirect0(FileDescriptor descriptor) {
        // No cache to go round; the answer is the alignment that would be asked for.
        return 1;
    }
}
