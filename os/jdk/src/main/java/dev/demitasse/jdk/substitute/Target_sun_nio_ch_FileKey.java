package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.ChannelCalls;
import dev.demitasse.jdk.Failures;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.StorageException;
import java.io.FileDescriptor;
import java.io.IOException;

@TargetClass(className = "sun.nio.ch.FileKey")
final class Target_sun_nio_ch_FileKey {
    @Substitute
    private static void init(FileDescriptor descriptor, long[] deviceAndInode) throws IOException {
        try {
            Attributes attributes = ChannelCalls.file(descriptor).attributes();
            deviceAndInode[0] = attributes.device();
            deviceAndInode[1] = attributes.inode();
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }
}
