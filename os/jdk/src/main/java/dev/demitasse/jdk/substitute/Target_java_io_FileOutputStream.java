package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.OpenMode;
import dev.demitasse.jdk.StreamCalls;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;

@TargetClass(FileOutputStream.class)
final class Target_java_io_FileOutputStream {
    @Alias
    private FileDescriptor fd;

    @Substitute
    private static void initIDs() {}

    @Substitute
    private void open0(String name, boolean append) throws FileNotFoundException {
        StreamCalls.open(fd, name, OpenMode.writing(append));
    }

    @Substitute
    private void write(int value, boolean append) throws IOException {
        StreamCalls.write(fd, value);
    }

    @Substitute
    private void writeBytes(byte[] bytes, int offset, int length, boolean append) throws IOException {
        StreamCalls.write(fd, bytes, offset, length);
    }
}
