package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.OpenMode;
import dev.demitasse.jdk.StreamCalls;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;

@TargetClass(FileInputStream.class)
final class Target_java_io_FileInputStream {
    @Alias
    private FileDescriptor fd;

    @Substitute
    private static void initIDs() {}

    @Substitute
    private void open0(String name) throws FileNotFoundException {
        StreamCalls.open(fd, name, OpenMode.READ);
    }

    @Substitute
    private int read0() throws IOException {
        return StreamCalls.read(fd);
    }

    @Substitute
    private int readBytes(byte[] bytes, int offset, int length) throws IOException {
        return StreamCalls.read(fd, bytes, offset, length);
    }

    @Substitute
    private long length0() throws IOException {
        return StreamCalls.length(fd);
    }

    @Substitute
    private long position0() throws IOException {
        return StreamCalls.position(fd);
    }

    @Substitute
    private long skip0(long count) throws IOException {
        return StreamCalls.skip(fd, count);
    }

    @Substitute
    private int available0() throws IOException {
        return StreamCalls.available(fd);
    }

    @Substitute
    private boolean isRegularFile0(FileDescriptor descriptor) {
        try {
            return StreamCalls.isRegularFile(descriptor);
        } catch (IOException e) {
            return false;
        }
    }
}
