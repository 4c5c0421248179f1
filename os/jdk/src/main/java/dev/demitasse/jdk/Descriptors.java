package dev.demitasse.jdk;

import dev.demitasse.kernel.KernelLock;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.StorageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Small integers for open files, as the JDK's Unix code wants them: the lowest free number is given out first, and 0, 1
 * and 2 are the console. Thread-safe; built with the image.
 */
public final class Descriptors {
    /** Most descriptors open at once. */
    public static final int LIMIT = 1 << 16;

    private static final KernelLock LOCK = new KernelLock();

    /**
     * Written under the lock, read without: who was given a number may use it at once, and who uses one that another
     * thread closes meanwhile meets a closed file.
     */
    private static volatile @Nullable OpenFile[] files = new @Nullable OpenFile[64];

    /** No number below is free; guarded by the lock. */
    private static int firstFree;

    static {
        ConsoleFile console = new ConsoleFile();
        for (int descriptor = 0; descriptor <= 2; descriptor++) {
            files[descriptor] = console;
            console.retain();
        }
        firstFree = 3;
    }

    private Descriptors() {}

    /**
     * Gives {@code file} a number.
     *
     * @throws StorageException TOO_MANY_OPEN; the file is then ended
     */
    public static int open(OpenFile file) throws StorageException {
        LOCK.lock();
        try {
            int descriptor = firstFree;
            while (descriptor < files.length && files[descriptor] != null) {
                descriptor++;
            }
            if (descriptor < LIMIT) {
                if (descriptor == files.length) {
                    files = Arrays.copyOf(files, 2 * descriptor);
                }
                files[descriptor] = file;
                file.retain();
                firstFree = descriptor + 1;
                return descriptor;
            }
        } finally {
            LOCK.unlock();
        }
        file.finish();
        throw new StorageException(ErrorCode.TOO_MANY_OPEN);
    }

    /**
     * The file behind a number.
     *
     * @throws StorageException BAD_DESCRIPTOR
     */
    public static OpenFile get(int descriptor) throws StorageException {
        OpenFile[] table = files;
        OpenFile file = descriptor >= 0 && descriptor < table.length ? table[descriptor] : null;
        if (file == null) {
            throw new StorageException(ErrorCode.BAD_DESCRIPTOR);
        }
        return file;
    }

    /**
     * Frees a number; the file ends if it has no other.
     *
     * @throws StorageException BAD_DESCRIPTOR
     */
    public static void close(int descriptor) throws StorageException {
        OpenFile file;
        boolean last;
        LOCK.lock();
        try {
            file = get(descriptor);
            files[descriptor] = null;
            firstFree = Math.min(firstFree, descriptor);
            last = file.release();
        } finally {
            LOCK.unlock();
        }
        if (last) {
            file.finish();
        }
    }

    /**
     * One more number for the same file, as {@code dup(2)}.
     *
     * @throws StorageException BAD_DESCRIPTOR, TOO_MANY_OPEN
     */
    public static int duplicate(int descriptor) throws StorageException {
        return open(get(descriptor));
    }

    /**
     * Makes {@code descriptor} refer to {@code file} from now on, as {@code dup2(2)}; what it referred to ends if that
     * was its last, and whoever waits for it is woken.
     *
     * @throws StorageException BAD_DESCRIPTOR when the number is not in use
     */
    public static void replace(int descriptor, OpenFile file) throws StorageException {
        OpenFile old;
        boolean last;
        LOCK.lock();
        try {
            old = get(descriptor);
            file.retain();
            files[descriptor] = file;
            last = old.release();
        } finally {
            LOCK.unlock();
        }
        if (last) {
            old.finish();
        }
    }
}
