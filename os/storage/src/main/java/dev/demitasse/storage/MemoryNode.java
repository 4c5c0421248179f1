package dev.demitasse.storage;

/** What all nodes of a {@link MemoryFileSystem} have in common; guarded by its lock. */
abstract sealed class MemoryNode permits MemoryFile, MemoryDirectory, MemorySymbolicLink, MemorySocket {
    final MemoryFileSystem fileSystem;
    /** How many names lead here; 0 when the last has been removed. */
    int links = 1;

    private final FileType type;
    private final long inode;
    private final long created;
    private int permissions;
    private long accessed;
    private long modified;
    private long changed;

    MemoryNode(MemoryFileSystem fileSystem, FileType type, int permissions) {
        this.fileSystem = fileSystem;
        this.type = type;
        this.inode = fileSystem.nextInode();
        this.permissions = permissions & 07777;
        this.created = fileSystem.now();
        this.accessed = created;
        this.modified = created;
        this.changed = created;
    }

    abstract long contentSize();

    /** The last name is gone: gives space back, now or once nobody uses the node any more. */
    void unlinked() {
        fileSystem.giveBack(MemoryFileSystem.NODE_CHARGE);
    }

    /** Stamps a change of content. */
    final void touch() {
        modified = fileSystem.now();
        changed = modified;
    }

    /** Stamps a change of attributes or names. */
    final void touchAttributes() {
        changed = fileSystem.now();
    }

    public Attributes attributes() {
        fileSystem.lock.lock();
        try {
            return new Attributes(
                    type,
                    permissions,
                    contentSize(),
                    fileSystem.device(),
                    inode,
                    links,
                    accessed,
                    modified,
                    changed,
                    created);
        } finally {
            fileSystem.lock.unlock();
        }
    }

    public void setPermissions(int permissions) {
        fileSystem.lock.lock();
        try {
            this.permissions = permissions & 07777;
            touchAttributes();
        } finally {
            fileSystem.lock.unlock();
        }
    }

    public void setTimes(long accessed, long modified) {
        fileSystem.lock.lock();
        try {
            this.accessed = accessed;
            this.modified = modified;
            touchAttributes();
        } finally {
            fileSystem.lock.unlock();
        }
    }
}
