package dev.demitasse.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A directory of a {@link MemoryFileSystem}. */
final class MemoryDirectory extends MemoryNode implements Directory {
    private final Map<String, MemoryNode> entries = new LinkedHashMap<>();
    /** The directory this one is in, to see that none moves into itself; the root is in none. */
    private @Nullable MemoryDirectory parent;

    MemoryDirectory(MemoryFileSystem fileSystem, int permissions, @Nullable MemoryDirectory parent) {
        super(fileSystem, FileType.DIRECTORY, permissions);
        this.parent = parent;
    }

    @Override
    long contentSize() {
        return 4096;
    }

    @Override
    public @Nullable Node find(String name) {
        fileSystem.lock.lock();
        try {
            return asNode(entries.get(name));
        } finally {
            fileSystem.lock.unlock();
        }
    }

    private static @Nullable Node asNode(@Nullable MemoryNode node) {
        return (Node) node;
    }

    @Override
    public List<String> names() {
        fileSystem.lock.lock();
        try {
            return List.copyOf(entries.keySet());
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public RegularFile createFile(String name, int permissions) throws StorageException {
        return create(name, () -> new MemoryFile(fileSystem, permissions));
    }

    @Override
    public Directory createDirectory(String name, int permissions) throws StorageException {
        return create(name, () -> new MemoryDirectory(fileSystem, permissions, this));
    }

    @Override
    public SymbolicLink createSymbolicLink(String name, String target) throws StorageException {
        return create(name, () -> new MemorySymbolicLink(fileSystem, target));
    }

    @Override
    public SocketNode createSocket(String name, int permissions) throws StorageException {
        return create(name, () -> new MemorySocket(fileSystem, permissions));
    }

    private <N extends MemoryNode> N create(String name, Supplier<N> node) throws StorageException {
        fileSystem.lock.lock();
        try {
            checkNew(name);
            fileSystem.reserve(MemoryFileSystem.NODE_CHARGE);
            N made = node.get();
            put(name, made);
            return made;
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public void link(String name, Node node) throws StorageException {
        fileSystem.lock.lock();
        try {
            MemoryNode existing = own(node);
            if (existing instanceof MemoryDirectory) {
                throw new StorageException(ErrorCode.NOT_PERMITTED);
            }
            checkNew(name);
            existing.links++;
            existing.touchAttributes();
            put(name, existing);
        } finally {
            fileSystem.lock.unlock();
        }
    }

    private MemoryNode own(Node node) throws StorageException {
        if (node instanceof MemoryNode mine && mine.fileSystem == fileSystem) {
            return mine;
        }
        throw new StorageException(ErrorCode.CROSS_DEVICE);
    }

    private void checkNew(String name) throws StorageException {
        if (links == 0) {
            throw new StorageException(ErrorCode.NO_ENTRY);
        }
        if (entries.containsKey(name)) {
            throw new StorageException(ErrorCode.EXISTS);
        }
    }

    private void put(String name, MemoryNode node) {
        entries.put(name, node);
        touch();
    }

    @Override
    public void removeFile(String name) throws StorageException {
        fileSystem.lock.lock();
        try {
            MemoryNode node = existing(name);
            if (node instanceof MemoryDirectory) {
                throw new StorageException(ErrorCode.IS_DIRECTORY);
            }
            remove(name, node);
        } finally {
            fileSystem.lock.unlock();
        }
    }

    @Override
    public void removeDirectory(String name) throws StorageException {
        fileSystem.lock.lock();
        try {
            if (!(existing(name) instanceof MemoryDirectory directory)) {
                throw new StorageException(ErrorCode.NOT_DIRECTORY);
            }
            if (!directory.entries.isEmpty()) {
                throw new StorageException(ErrorCode.NOT_EMPTY);
            }
            remove(name, directory);
        } finally {
            fileSystem.lock.unlock();
        }
    }

    private MemoryNode existing(String name) throws StorageException {
        MemoryNode node = entries.get(name);
        if (node == null) {
            throw new StorageException(ErrorCode.NO_ENTRY);
        }
        return node;
    }

    private void remove(String name, MemoryNode node) {
        entries.remove(name);
        touch();
        node.touchAttributes();
        if (--node.links == 0) {
            node.unlinked();
        }
    }

    @Override
    public void rename(String name, Directory target, String newName) throws StorageException {
        fileSystem.lock.lock();
        try {
            MemoryNode moved = existing(name);
            MemoryDirectory into = (MemoryDirectory) own(target);
            if (into.links == 0) {
                throw new StorageException(ErrorCode.NO_ENTRY);
            }
            if (moved instanceof MemoryDirectory directory && directory.contains(into)) {
                throw new StorageException(ErrorCode.INVALID);
            }
            MemoryNode replaced = into.entries.get(newName);
            if (replaced == moved) {
                return;
            }
            if (replaced != null) {
                checkReplaceable(moved, replaced);
                into.remove(newName, replaced);
            }
            entries.remove(name);
            touch();
            into.put(newName, moved);
            moved.touchAttributes();
            if (moved instanceof MemoryDirectory directory) {
                directory.parent = into;
            }
        } finally {
            fileSystem.lock.unlock();
        }
    }

    private static void checkReplaceable(MemoryNode moved, MemoryNode replaced) throws StorageException {
        if (replaced instanceof MemoryDirectory directory) {
            if (!(moved instanceof MemoryDirectory)) {
                throw new StorageException(ErrorCode.IS_DIRECTORY);
            }
            if (!directory.entries.isEmpty()) {
                throw new StorageException(ErrorCode.NOT_EMPTY);
            }
        } else if (moved instanceof MemoryDirectory) {
            throw new StorageException(ErrorCode.NOT_DIRECTORY);
        }
    }

    /** Whether {@code directory} is this one or anywhere below. */
    private boolean contains(MemoryDirectory directory) {
        for (MemoryDirectory at = directory; at != null; at = at.parent) {
            if (at == this) {
                return true;
            }
        }
        return false;
    }
}
