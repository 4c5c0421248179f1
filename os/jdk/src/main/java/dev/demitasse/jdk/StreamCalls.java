package dev.demitasse.jdk;

import dev.demitasse.net.NetworkException;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.StorageException;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;

/** What the native methods of {@code java.io}'s streams do, with the exceptions they throw. */
public final class StreamCalls {
    private static final JavaIOFileDescriptorAccess ACCESS = SharedSecrets.getJavaIOFileDescriptorAccess();

    /** Permissions the JDK asks for, for new files. */
    private static final int NEW_FILE = 0666;

    private StreamCalls() {}

    /** The number in {@code descriptor}, -1 when it is closed. */
    public static int number(FileDescriptor descriptor) {
        return ACCESS.get(descriptor);
    }

    /** Puts a number into {@code descriptor}. */
    public static void setNumber(FileDescriptor descriptor, int number) {
        ACCESS.set(descriptor, number);
    }

    /** The open file behind {@code descriptor}. */
    public static OpenFile file(FileDescriptor descriptor) throws IOException {
        int number = number(descriptor);
        if (number < 0) {
            throw new IOException("Stream Closed");
        }
        try {
            return Descriptors.get(number);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    private static ContentFile content(FileDescriptor descriptor) throws IOException {
        if (file(descriptor) instanceof ContentFile content) {
            return content;
        }
        throw new IOException(ErrorCode.ILLEGAL_SEEK.message());
    }

    /** Opens a file, though never a directory, and puts its number into {@code descriptor}. */
    public static void open(FileDescriptor descriptor, String path, OpenMode mode) throws FileNotFoundException {
        try {
            int number = FileTree.open(path, mode, NEW_FILE);
            if (Descriptors.get(number) instanceof DirectoryFile) {
                Descriptors.close(number);
                throw new StorageException(ErrorCode.IS_DIRECTORY);
            }
            ACCESS.set(descriptor, number);
            ACCESS.setAppend(descriptor, mode.append());
        } catch (StorageException e) {
            throw Failures.notFound(path, e);
        }
    }

    /** Frees the number in {@code descriptor}, which is -1 from then on; nothing happens when it is already. */
    public static void close(FileDescriptor descriptor) throws IOException {
        int number = number(descriptor);
        if (number >= 0) {
            ACCESS.set(descriptor, -1);
            close(number);
        }
    }

    /** Frees a number. The console's stay, so that what is printed later is not lost. */
    public static void close(int number) throws IOException {
        if (number <= 2) {
            return;
        }
        try {
            Descriptors.close(number);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Reads into an array; -1 at the end. */
    public static int read(FileDescriptor descriptor, byte[] bytes, int offset, int length) throws IOException {
        try {
            ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
            return length == 0 ? 0 : file(descriptor).read(target);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        } catch (NetworkException e) {
            throw Failures.readException(e);
        }
    }

    /** Reads one byte; -1 at the end. */
    public static int read(FileDescriptor descriptor) throws IOException {
        byte[] one = new byte[1];
        return read(descriptor, one, 0, 1) == 1 ? one[0] & 0xff : -1;
    }

    /** Writes all of a part of an array. */
    public static void write(FileDescriptor descriptor, byte[] bytes, int offset, int length) throws IOException {
        try {
            ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
            OpenFile file = file(descriptor);
            while (source.hasRemaining()) {
                if (file.write(source) <= 0) {
                    throw new IOException(ErrorCode.WOULD_BLOCK.message());
                }
            }
        } catch (StorageException e) {
            throw Failures.ioException(e);
        } catch (NetworkException e) {
            throw Failures.writeException(e);
        }
    }

    /** Writes one byte. */
    public static void write(FileDescriptor descriptor, int value) throws IOException {
        write(descriptor, new byte[] {(byte) value}, 0, 1);
    }

    /** Bytes that can be read without waiting. */
    public static int available(FileDescriptor descriptor) throws IOException {
        try {
            return file(descriptor).available();
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Bytes in the file. */
    public static long length(FileDescriptor descriptor) throws IOException {
        try {
            return file(descriptor).attributes().size();
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Where the next read or write goes. */
    public static long position(FileDescriptor descriptor) throws IOException {
        return content(descriptor).position();
    }

    /** Sets where the next read or write goes. */
    public static void seek(FileDescriptor descriptor, long position) throws IOException {
        try {
            content(descriptor).seek(position);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Moves the position by {@code count}, perhaps behind the end, and answers by how much. */
    public static long skip(FileDescriptor descriptor, long count) throws IOException {
        long from = position(descriptor);
        seek(descriptor, from + count);
        return position(descriptor) - from;
    }

    /** Cuts or extends the file; a position behind the new end goes to the end. */
    public static void setLength(FileDescriptor descriptor, long length) throws IOException {
        try {
            ContentFile file = content(descriptor);
            file.truncate(length);
            if (file.position() > length) {
                file.seek(length);
            }
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Whether it is a regular file. */
    public static boolean isRegularFile(FileDescriptor descriptor) throws IOException {
        try {
            return file(descriptor).attributes().type() == FileType.REGULAR;
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }
}
