package dev.demitasse.jdk;

import dev.demitasse.net.NetworkException;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the native methods of {@code sun.nio.ch} do with bytes at an address: transfers of files, sockets and pipes.
 * Answers are byte counts or {@link IoStatus}.
 */
public final class ChannelCalls {
    /** What mappings start at a multiple of. */
    public static final int MAPPING_GRANULARITY = 4096;

    /** {@code MAP_RW}: changes go back to the file. */
    private static final int MAP_SHARED_WRITE = 1;

    private ChannelCalls() {}

    /** The open file behind {@code descriptor}. */
    public static OpenFile file(FileDescriptor descriptor) throws IOException {
        return file(StreamCalls.number(descriptor));
    }

    /** The open file behind a number. */
    public static OpenFile file(int number) throws IOException {
        try {
            return Descriptors.get(number);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** The regular file behind {@code descriptor}. */
    public static ContentFile content(FileDescriptor descriptor) throws IOException {
        if (file(descriptor) instanceof ContentFile content) {
            return content;
        }
        throw new IOException(ErrorCode.ILLEGAL_SEEK.message());
    }

    /** Gives {@code file} a number. */
    public static int open(OpenFile file) throws IOException {
        try {
            return Descriptors.open(file);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Frees a number. */
    public static void close(int number) throws IOException {
        try {
            Descriptors.close(number);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Makes {@code descriptor} refer to {@code file}. */
    public static void replace(FileDescriptor descriptor, OpenFile file) throws IOException {
        try {
            Descriptors.replace(StreamCalls.number(descriptor), file);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Reads. */
    public static int read(OpenFile file, ByteBuffer target) throws IOException {
        try {
            return file.read(target);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        } catch (NetworkException e) {
            throw Failures.readException(e);
        }
    }

    /** Writes. */
    public static int write(OpenFile file, ByteBuffer source) throws IOException {
        try {
            return file.write(source);
        } catch (StorageException e) {
            throw Failures.ioException(e);
        } catch (NetworkException e) {
            throw Failures.writeException(e);
        }
    }

    /** Reads into memory. */
    public static int read(FileDescriptor descriptor, long address, int length) throws IOException {
        return read(file(descriptor), NativeMemory.buffer(address, length));
    }

    /** Writes from memory. */
    public static int write(FileDescriptor descriptor, long address, int length) throws IOException {
        return write(file(descriptor), NativeMemory.buffer(address, length));
    }

    /** Reads into an array of {@code struct iovec}, waiting at most for the first byte. */
    public static long readVector(FileDescriptor descriptor, long vector, int length) throws IOException {
        OpenFile file = file(descriptor);
        long total = 0;
        for (int i = 0; i < length; i++) {
            ByteBuffer target = NativeMemory.vectorElement(vector, i);
            int wanted = target.remaining();
            int count = total == 0 ? read(file, target) : readMore(file, target);
            if (count < 0) {
                return total > 0 ? total : count;
            }
            total += count;
            if (count < wanted) {
                break;
            }
        }
        return total;
    }

    /** Something has been read already: what goes wrong now is for the next call to tell. */
    private static int readMore(OpenFile file, ByteBuffer target) {
        try {
            return file.tryRead(target);
        } catch (StorageException | NetworkException e) {
            return IoStatus.UNAVAILABLE;
        }
    }

    /** Writes an array of {@code struct iovec}. */
    public static long writeVector(FileDescriptor descriptor, long vector, int length) throws IOException {
        OpenFile file = file(descriptor);
        long total = 0;
        for (int i = 0; i < length; i++) {
            ByteBuffer source = NativeMemory.vectorElement(vector, i);
            int wanted = source.remaining();
            int count = write(file, source);
            if (count < 0) {
                return total > 0 ? total : count;
            }
            total += count;
            if (count < wanted) {
                break;
            }
        }
        return total;
    }

    /** Reads at a place in a regular file. */
    public static int readAt(FileDescriptor descriptor, long address, int length, long position) throws IOException {
        try {
            return content(descriptor).readAt(position, NativeMemory.buffer(address, length));
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Writes at a place in a regular file. */
    public static int writeAt(FileDescriptor descriptor, long address, int length, long position) throws IOException {
        try {
            return content(descriptor).writeAt(position, NativeMemory.buffer(address, length));
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Moves to {@code offset}, or answers the position when that is negative. */
    public static long seek(FileDescriptor descriptor, long offset) throws IOException {
        try {
            ContentFile file = content(descriptor);
            if (offset >= 0) {
                file.seek(offset);
            }
            return file.position();
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
    }

    /** Reads and forgets what is there; whether that was anything. */
    public static boolean drain(int number) throws IOException {
        OpenFile file = file(number);
        ByteBuffer sink = ByteBuffer.allocate(128);
        boolean any = false;
        try {
            while (file.tryRead(sink.clear()) > 0) {
                any = true;
            }
        } catch (StorageException e) {
            throw Failures.ioException(e);
        }
        return any;
    }

    /**
     * Copies a part of a regular file into memory of its own, which stands for a mapping. Only mappings that need not
     * write back can be had this way.
     *
     * @param protection {@code MAP_RO}, {@code MAP_RW} or {@code MAP_PV} of {@code sun.nio.ch.UnixFileDispatcherImpl}
     * @param bytes how many; what lies behind the file's end reads as zeros
     */
    public static long map(FileDescriptor descriptor, int protection, long position, long bytes) throws IOException {
        if (protection == MAP_SHARED_WRITE) {
            throw new IOException("files cannot be mapped for writing in a unikernel: use MapMode.READ_ONLY or PRIVATE,"
                    + " or read and write through the channel");
        }
        ContentFile file = content(descriptor);
        long address = NativeMemory.allocate(bytes, MAPPING_GRANULARITY);
        NativeMemory.clear(address, bytes);
        try {
            for (long done = 0; done < bytes; ) {
                int length = (int) Math.min(bytes - done, 1 << 20);
                int count = file.readAt(position + done, NativeMemory.buffer(address + done, length));
                if (count <= 0) {
                    break;
                }
                done += count;
            }
        } catch (StorageException e) {
            NativeMemory.free(address);
            throw Failures.ioException(e);
        }
        return address;
    }
}
