package dev.demitasse.storage;

import java.nio.ByteBuffer;

/** A node whose bytes come and go and have no position. */
public abstract non-sealed class CharacterDevice implements Node {
    private final long inode;

    /** @param inode number in its file system */
    protected CharacterDevice(long inode) {
        this.inode = inode;
    }

    /**
     * Waits for at least one byte, unless {@code target} is full already.
     *
     * @return bytes put into {@code target}; 0 when there will be no more
     */
    public abstract int read(ByteBuffer target) throws StorageException;

    /**
     * Takes bytes out of {@code source}.
     *
     * @return how many
     */
    public abstract int write(ByteBuffer source) throws StorageException;

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.CHARACTER_DEVICE, 0666, 0, 0, inode, 1, 0, 0, 0, 0);
    }

    @Override
    public void setPermissions(int permissions) throws StorageException {
        throw new StorageException(ErrorCode.READ_ONLY);
    }

    @Override
    public void setTimes(long accessed, long modified) throws StorageException {
        throw new StorageException(ErrorCode.READ_ONLY);
    }
}
