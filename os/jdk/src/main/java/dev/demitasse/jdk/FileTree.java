package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.kernel.KernelLock;
import dev.demitasse.storage.CharacterDevice;
import dev.demitasse.storage.Directory;
import dev.demitasse.storage.ErrorCode;
import dev.demitasse.storage.ImageFileSystem;
import dev.demitasse.storage.MemoryFileSystem;
import dev.demitasse.storage.Namespace;
import dev.demitasse.storage.Node;
import dev.demitasse.storage.RegularFile;
import dev.demitasse.storage.SocketNode;
import dev.demitasse.storage.StorageException;
import dev.demitasse.storage.SymbolicLink;
import java.nio.ByteBuffer;
import org.graalvm.nativeimage.ImageSingletons;

/**
 * The tree of files the program sees: the image's own files at {@code /}, memory at {@code /tmp}, a few devices in
 * {@code /dev}. It comes to be at its first use, so an image that opens no file has none of it.
 */
public final class FileTree {
    /** {@code /tmp} may take this share of the largest heap. */
    private static final int TMP_SHARE = 4;

    /** Permissions that new files and directories are not given, as usual on Unix (umask(2)). */
    private static final int MASK = 022;

    private static final int TMP_DEVICE = 2;
    private static final int DEV_DEVICE = 3;

    private FileTree() {}

    private static final class Holder {
        static final Namespace NAMESPACE = build();

        private static Namespace build() {
            ImageFileSystem root = ImageSingletons.lookup(ImageFiles.class).fileSystem();
            long budget = Runtime.getRuntime().maxMemory() / TMP_SHARE;
            try {
                return new Namespace(root)
                        .mount("/tmp", new MemoryFileSystem(TMP_DEVICE, budget, Kernel.clock(), new KernelLock()))
                        .mount("/dev", devices());
            } catch (StorageException e) {
                throw new IllegalStateException("the image lacks the directory /tmp or /dev", e);
            }
        }

        private static ImageFileSystem devices() {
            return new ImageFileSystem.Builder(DEV_DEVICE, Kernel.clock().epochNanos())
                    .device("/null", NullDevice::new)
                    .device("/zero", ZeroDevice::new)
                    .device("/random", RandomDevice::new)
                    .device("/urandom", RandomDevice::new)
                    .symbolicLink("/stdin", "/dev/fd/0")
                    .symbolicLink("/stdout", "/dev/fd/1")
                    .symbolicLink("/stderr", "/dev/fd/2")
                    .device("/fd/0", ConsoleDevice::new)
                    .device("/fd/1", ConsoleDevice::new)
                    .device("/fd/2", ConsoleDevice::new)
                    .build();
        }
    }

    /** The tree. */
    public static Namespace namespace() {
        return Holder.NAMESPACE;
    }

    /**
     * Opens what is at {@code path} and gives it a descriptor.
     *
     * @param permissions of a file that is made
     * @throws StorageException as {@code open(2)}
     */
    public static int open(String path, OpenMode mode, int permissions) throws StorageException {
        return Descriptors.open(openFile(path, mode, permissions));
    }

    private static OpenFile openFile(String path, OpenMode mode, int permissions) throws StorageException {
        Node node;
        try {
            // With O_CREAT and O_EXCL a symbolic link in the last place counts as there (open(2)).
            boolean follow = !mode.noFollow() && !(mode.create() && mode.exclusive());
            node = follow ? namespace().find(path) : namespace().findNoFollow(path);
        } catch (StorageException e) {
            if (e.code() != ErrorCode.NO_ENTRY || !mode.create()) {
                throw e;
            }
            return create(path, mode, permissions);
        }
        if (mode.create() && mode.exclusive()) {
            throw new StorageException(ErrorCode.EXISTS);
        }
        return opened(node, mode);
    }

    private static OpenFile create(String path, OpenMode mode, int permissions) throws StorageException {
        Namespace.Place place = namespace().place(path);
        try {
            return new ContentFile(place.directory().createFile(place.name(), permissions & ~MASK), mode);
        } catch (StorageException e) {
            // Made by another thread meanwhile, or a link that leads nowhere.
            if (e.code() != ErrorCode.EXISTS || mode.exclusive()) {
                throw e;
            }
            return opened(namespace().find(path), mode);
        }
    }

    private static OpenFile opened(Node node, OpenMode mode) throws StorageException {
        if (mode.directory() && !(node instanceof Directory)) {
            throw new StorageException(ErrorCode.NOT_DIRECTORY);
        }
        return switch (node) {
            case RegularFile file -> {
                if (mode.write()) {
                    checkWritable(file);
                }
                if (mode.truncate() && mode.write()) {
                    file.truncate(0);
                }
                yield new ContentFile(file, mode);
            }
            case Directory directory -> {
                if (mode.write()) {
                    throw new StorageException(ErrorCode.IS_DIRECTORY);
                }
                yield new DirectoryFile(directory);
            }
            case CharacterDevice device -> new DeviceFile(device);
            case SymbolicLink link -> throw new StorageException(ErrorCode.LOOP);
            case SocketNode socket -> throw new StorageException(ErrorCode.NO_DEVICE);
        };
    }

    /** Only the file knows whether it can change; asking for an empty change finds out. */
    private static void checkWritable(RegularFile file) throws StorageException {
        file.write(0, ByteBuffer.allocate(0));
    }

    /**
     * Makes a directory.
     *
     * @throws StorageException as {@code mkdir(2)}
     */
    public static void makeDirectory(String path, int permissions) throws StorageException {
        Namespace.Place place = namespace().place(path);
        place.directory().createDirectory(place.name(), permissions & ~MASK);
    }
}
