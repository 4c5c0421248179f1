package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.Descriptors;
import dev.demitasse.jdk.NativeMemory;
import dev.demitasse.jdk.OpenFile;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;

@TargetClass(className = "sun.nio.fs.UnixFileSystem")
final class Target_sun_nio_fs_UnixFileSystem {
    @Substitute
    private static void bufferedCopy0(int target, int source, long address, int size, long cancelAddress) {
        try {
            OpenFile from = Descriptors.get(source);
            OpenFile to = Descriptors.get(target);
            ByteBuffer buffer = NativeMemory.buffer(address, size);
            while (from.read(buffer.clear()) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (StorageException e) {
            throw UnixFailure.of(e);
        }
    }
}
