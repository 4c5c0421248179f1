package dev.demitasse.toolchain;

/** The numbers of the ELF-64 object file format (System V ABI, chapter 4, and its x86-64 supplement) used here. */
final class ElfFormat {
    /** {@code 0x7f 'E' 'L' 'F'} read as a little-endian word. */
    static final int MAGIC = 0x464c457f;

    static final byte CLASS_64 = 2;
    static final byte DATA_LITTLE_ENDIAN = 1;
    static final byte VERSION_CURRENT = 1;

    static final short TYPE_RELOCATABLE = 1;
    static final short TYPE_EXECUTABLE = 2;
    static final short MACHINE_X86_64 = 62;

    static final int FILE_HEADER_SIZE = 64;
    static final int PROGRAM_HEADER_SIZE = 56;
    static final int SECTION_HEADER_SIZE = 64;
    static final int SYMBOL_SIZE = 24;
    static final int RELOCATION_SIZE = 24;

    static final int SECTION_NULL = 0;
    static final int SECTION_PROGBITS = 1;
    static final int SECTION_SYMBOLS = 2;
    static final int SECTION_STRINGS = 3;
    static final int SECTION_RELA = 4;
    static final int SECTION_NOTE = 7;
    static final int SECTION_NOBITS = 8;
    static final int SECTION_REL = 9;

    static final long FLAG_WRITE = 1;
    static final long FLAG_ALLOCATE = 2;
    static final long FLAG_EXECUTE = 4;

    static final int SEGMENT_LOAD = 1;
    static final int SEGMENT_NOTE = 4;
    /** The stack's permissions (GNU gABI, PT_GNU_STACK). */
    static final int SEGMENT_GNU_STACK = 0x6474e551;

    static final int EXECUTE = 1;
    static final int WRITE = 2;
    static final int READ = 4;

    static final int INDEX_UNDEFINED = 0;
    static final int INDEX_RESERVED = 0xff00;
    static final int INDEX_ABSOLUTE = 0xfff1;
    static final int INDEX_COMMON = 0xfff2;

    static final int BIND_LOCAL = 0;
    static final int BIND_WEAK = 2;

    private ElfFormat() {}
}
