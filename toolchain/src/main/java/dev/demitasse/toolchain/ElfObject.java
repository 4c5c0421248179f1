package dev.demitasse.toolchain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A relocatable x86-64 ELF object: sections, symbols and relocations. Immutable.
 *
 * <p>Symbols and relocations are read in place through their index: an image has tens of thousands of each, and a Java
 * object for every one would cost more than the link.
 */
public final class ElfObject {
    private final ElfFile file;
    private final Section symbols;
    private final Section symbolNames;

    /**
     * Reads an object.
     *
     * @param name what messages call it: a file or resource name
     * @throws LinkException when it is no x86-64 relocatable object, or is damaged
     */
    public ElfObject(String name, ByteBuffer bytes) {
        this(new ElfFile(name, bytes));
    }

    /** Takes a file that is already parsed. */
    ElfObject(ElfFile file) {
        this.file = file;
        file.require(
                file.type() == ElfFormat.TYPE_RELOCATABLE && file.machine() == ElfFormat.MACHINE_X86_64,
                "it is not a relocatable x86-64 object");
        this.symbols = file.sections().stream()
                .filter(s -> s.type() == ElfFormat.SECTION_SYMBOLS)
                .findFirst()
                .orElseThrow(() -> new LinkException(file.name() + ": it has no symbol table"));
        this.symbolNames = sectionAt(symbols.link());
        file.require(symbolNames.type() == ElfFormat.SECTION_STRINGS, "its symbols have no string table");
        for (Section section : file.sections()) {
            checkRelocationSection(section);
        }
    }

    String name() {
        return file.name();
    }

    List<Section> sections() {
        return file.sections();
    }

    Section sectionAt(int index) {
        file.require(index >= 0 && index < file.sections().size(), "there is no section " + index);
        return file.sections().get(index);
    }

    /** A view of the bytes of a section that has some. */
    ByteBuffer contents(Section section) {
        return file.contents(section);
    }

    int symbolCount() {
        return symbols.size() / ElfFormat.SYMBOL_SIZE;
    }

    String symbolName(int symbol) {
        return file.string(symbolNames, file.bytes().getInt(symbolAt(symbol)));
    }

    /** {@code STB_…}: local, global or weak. */
    int symbolBinding(int symbol) {
        return Byte.toUnsignedInt(file.bytes().get(symbolAt(symbol) + 4)) >>> 4;
    }

    /** The index of the section the symbol is defined in, or one of {@code SHN_…}. */
    int symbolSection(int symbol) {
        return Short.toUnsignedInt(file.bytes().getShort(symbolAt(symbol) + 6));
    }

    /** Offset from the start of the symbol's section. */
    long symbolValue(int symbol) {
        return file.bytes().getLong(symbolAt(symbol) + 8);
    }

    /** Bytes of what the symbol names; zero when unknown. */
    long symbolSize(int symbol) {
        return file.bytes().getLong(symbolAt(symbol) + 16);
    }

    private int symbolAt(int symbol) {
        file.require(symbol >= 0 && symbol < symbolCount(), "there is no symbol " + symbol);
        return symbols.offset() + symbol * ElfFormat.SYMBOL_SIZE;
    }

    /** A cursor over the entries of a relocation section, before the first of them. */
    Relocations relocations(Section section) {
        return new Relocations(
                file.contents(section).order(ByteOrder.LITTLE_ENDIAN), section.size() / ElfFormat.RELOCATION_SIZE);
    }

    private void checkRelocationSection(Section section) {
        if (section.type() == ElfFormat.SECTION_RELA) {
            sectionAt(section.info());
            file.require(section.link() == symbols.index(), section.name() + " refers to another symbol table");
        }
        file.require(section.type() != ElfFormat.SECTION_REL, "relocations without addend are not supported");
    }

    /** A cursor over {@code Elf64_Rela} entries. Confined to one thread. */
    static final class Relocations {
        private final ByteBuffer entries;
        private final int count;
        private int index = -1;

        private Relocations(ByteBuffer entries, int count) {
            this.entries = entries;
            this.count = count;
        }

        /** Moves to the next entry; false at the end. */
        boolean next() {
            return ++index < count;
        }

        /** Where it applies: bytes from the start of the section. */
        long offset() {
            return entries.getLong(index * ElfFormat.RELOCATION_SIZE);
        }

        /** {@code R_X86_64_…}. */
        int type() {
            return entries.getInt(index * ElfFormat.RELOCATION_SIZE + 8);
        }

        /** Index of the symbol it refers to. */
        int symbol() {
            return entries.getInt(index * ElfFormat.RELOCATION_SIZE + 12);
        }

        long addend() {
            return entries.getLong(index * ElfFormat.RELOCATION_SIZE + 16);
        }
    }
}
