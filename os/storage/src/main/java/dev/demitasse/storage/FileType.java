package dev.demitasse.storage;

/** What a node is, with the type bits of a POSIX mode. */
public enum FileType {
    PIPE(0x1000),
    CHARACTER_DEVICE(0x2000),
    DIRECTORY(0x4000),
    REGULAR(0x8000),
    SYMBOLIC_LINK(0xa000),
    SOCKET(0xc000);

    private final int modeBits;

    FileType(int modeBits) {
        this.modeBits = modeBits;
    }

    /** The {@code S_IFMT} part of {@code st_mode}. */
    public int modeBits() {
        return modeBits;
    }
}
