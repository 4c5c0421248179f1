package dev.demitasse.jdk;

import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;

/**
 * How a file is opened: the flags of {@code open(2)}.
 *
 * @param read it will be read
 * @param write it will be written
 * @param append every write goes to the end
 * @param create made when missing
 * @param exclusive with {@code create}: an error when there
 * @param truncate emptied
 * @param directory an error when not a directory
 * @param noFollow an error when a symbolic link
 */
public record OpenMode(
        boolean read,
        boolean write,
        boolean append,
        boolean create,
        boolean exclusive,
        boolean truncate,
        boolean directory,
        boolean noFollow) {

    /** For reading. */
    public static final OpenMode READ = ofFlags(0);

    /** For making a file that is not there yet. */
    public static final OpenMode NEW = ofFlags(0x40 | 0x80);

    /** For listing a directory. */
    public static final OpenMode DIRECTORY = ofFlags(0x10000);

    /** Linux x86-64 {@code O_} flags (asm-generic/fcntl.h), as in the JDK's {@code UnixConstants}. */
    public static OpenMode ofFlags(int flags) {
        int access = flags & 3;
        return new OpenMode(
                access != 1,
                access != 0,
                (flags & 0x400) != 0,
                (flags & 0x40) != 0,
                (flags & 0x80) != 0,
                (flags & 0x200) != 0,
                (flags & 0x10000) != 0,
                (flags & 0x20000) != 0);
    }

    /** For {@code RandomAccessFile}, whose own flag 2 asks for writing too, in a file that is made when missing. */
    public static OpenMode ofRandomAccess(int mode) {
        return (mode & 2) == 0 ? READ : ofFlags(2 | 0x40);
    }

    /** For writing from the start or the end of a file that is made when missing. */
    public static OpenMode writing(boolean append) {
        return new OpenMode(false, true, append, true, false, !append, false, false);
    }

    void checkReadable() throws StorageException {
        if (!read) {
            throw new StorageException(ErrorCode.BAD_DESCRIPTOR);
        }
    }

    void checkWritable() throws StorageException {
        if (!write) {
            throw new StorageException(ErrorCode.BAD_DESCRIPTOR);
        }
    }
}
