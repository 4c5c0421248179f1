package dev.demitasse.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory of an {@link ImageFileSystem}; grows while the file system is built and never after. */
final class ImageDirectory extends ImageNode implements Directory {
    private final Map<String, Node> entries = new LinkedHashMap<>();

    ImageDirectory(Attributes attributes) {
        super(attributes);
    }

    void put(String name, Node node) {
        entries.put(name, node);
    }

    /** Bytes of content in all files at and below this directory. */
    long contentBelow() {
        long bytes = 0;
        for (Node node : entries.values()) {
            bytes += switch (node) {
                case ImageDirectory directory -> directory.contentBelow();
                case RegularFile file -> file.size();
                case Directory other -> 0;
                case SymbolicLink link -> 0;
                case CharacterDevice device -> 0;
                case SocketNode socket -> 0;
            };
        }
        return bytes;
    }

    @Override
    public @Nullable Node find(String name) {
        return entries.get(name);
    }

    @Override
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** What Linux says on a read-only file system: that a name exists is reported before that it cannot be made. */
    private StorageException cannotCreate(String name) {
        return entries.containsKey(name) ? new StorageException(ErrorCode.EXISTS) : readOnly();
    }

    private StorageException cannotRemove(String name) {
        return entries.containsKey(name) ? readOnly() : new StorageException(ErrorCode.NO_ENTRY);
    }

    @Override
    public RegularFile createFile(String name, int permissions) throws StorageException {
        throw cannotCreate(name);
    }

    @Override
    public Directory createDirectory(String name, int permissions) throws StorageException {
        throw cannotCreate(name);
    }

    @Override
    public SymbolicLink createSymbolicLink(String name, String target) throws StorageException {
        throw cannotCreate(name);
    }

    @Override
    public SocketNode createSocket(String name, int permissions) throws StorageException {
        throw cannotCreate(name);
    }

    @Override
    public void link(String name, Node node) throws StorageException {
        throw cannotCreate(name);
    }

    @Override
    public void removeFile(String name) throws StorageException {
        throw cannotRemove(name);
    }

    @Override
    public void removeDirectory(String name) throws StorageException {
        throw cannotRemove(name);
    }

    @Override
    public void rename(String name, Directory target, String newName) throws StorageException {
        throw cannotRemove(name);
    }
}
