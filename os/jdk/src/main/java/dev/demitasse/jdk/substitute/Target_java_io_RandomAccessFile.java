package dev.demitasse.jdk.substitute;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import dev.demitasse.jdk.OpenMode;
import dev.demitasse.jdk.StreamCalls;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;

@TargetClass(RandomAccessFile.class)
final class Target_java_io_RandomAccessFile {
    @Alias
    private FileDescriptor fd;

    @Substitute
    private static void initIDs() {}

    @Substitute
    private void open0(String name, int mode) throws FileNotFoundException {
        StreamCalls.open(fd, name, OpenMode.ofRandomAccess(mode));
    }

    @Substitute
    private int read0() throws IOException {
        return StreamCalls.read(fd);
    }

    @Substitute
    private int readBytes0(byte[] bytes, int offset, int length) throws IOException {
        return StreamCalls.read(fd, bytes, offset, length);
    }

    @Substitute
    private void write0(int value) throws IOException {
        StreamCalls.write(fd, value);
    }

    @Substitute
    private void writeBytes0(byte[] bytes, int offset, int length) throws IOException {
        StreamCalls.write(fd, bytes, offset, length);
    }

    @Substitute
    public long getFilePointer() throws IOException {
        return StreamCalls.position(fd);
    }

    @Substitute
    private void seek0(long position) throws IOException {
        StreamCalls.seek(fd, position);
    }

    @Substitute
    private long length0() throws IOException {
        return StreamCalls.length(fd);
    }

    @Substitute
    private void setLength0(long length) throws IOException {
        StreamCalls.setLength(fd, length);
    }
}
