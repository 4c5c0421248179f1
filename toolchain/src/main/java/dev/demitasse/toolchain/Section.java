package dev.demitasse.toolchain;

/**
 * One entry of an ELF section header table.
 *
 * @param index position in the table
 * @param name the section's name
 * @param type {@code sh_type}
 * @param flags {@code sh_flags}
 * @param address {@code sh_addr}; zero in a relocatable object
 * @param offset where its bytes start in the file; they are inside it unless {@link #occupiesFile()} is false
 * @param size in bytes, less than 2 GiB
 * @param link {@code sh_link}: for symbols their strings, for relocations their symbols
 * @param info {@code sh_info}: for relocations the section they apply to
 * @param alignment a power of two
 */
record Section(
        int index,
        String name,
        int type,
        long flags,
        long address,
        int offset,
        int size,
        int link,
        int info,
        int alignment) {
    boolean allocated() {
        return (flags & ElfFormat.FLAG_ALLOCATE) != 0;
    }

    boolean writable() {
        return (flags & ElfFormat.FLAG_WRITE) != 0;
    }

    boolean executable() {
        return (flags & ElfFormat.FLAG_EXECUTE) != 0;
    }

    /** Whether it holds DWARF: what a debugger reads, and an image does not. */
    boolean isDebugInformation() {
        return !allocated() && name.startsWith(".debug_") && type == ElfFormat.SECTION_PROGBITS;
    }

    /** False for zero-initialised and null sections, which may have a size but no bytes in the file. */
    boolean occupiesFile() {
        return type != ElfFormat.SECTION_NOBITS && type != ElfFormat.SECTION_NULL;
    }
}
