package dev.demitasse.storage;

import java.nio.charset.StandardCharsets;

/** A symbolic link of a {@link MemoryFileSystem}; its target never changes. */
final class MemorySymbolicLink extends MemoryNode implements SymbolicLink {
    private final String target;

    MemorySymbolicLink(MemoryFileSystem fileSystem, String target) {
        super(fileSystem, FileType.SYMBOLIC_LINK, 0777);
        this.target = target;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    long contentSize() {
        return target.getBytes(StandardCharsets.UTF_8).length;
    }
}
