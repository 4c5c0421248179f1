package dev.demitasse.storage;

/** The name of a socket in a {@link MemoryFileSystem}. */
final class MemorySocket extends MemoryNode implements SocketNode {
    MemorySocket(MemoryFileSystem fileSystem, int permissions) {
        super(fileSystem, FileType.SOCKET, permissions);
    }

    @Override
    long contentSize() {
        return 0;
    }
}
