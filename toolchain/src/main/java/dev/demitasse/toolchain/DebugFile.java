package dev.demitasse.toolchain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a debugger reads beside an image: an ELF-64 file with the image's regions as sections without bytes, as {@code objcopy
 * --only-keep-debug} leaves them, the sections of DWARF, and the symbols of the machine code. Confined to one thread.
 */
final class DebugFile {
    /** What is put after an image's name to name this file. */
    static final String SUFFIX = ".debug";

    /** The section that holds the digest of the image. */
    private static final String IMAGE = ".demitasse.image";

    private static final int ALIGNMENT = 8;

    /** {@code STB_GLOBAL << 4 | STT_FUNC}. */
    private static final byte GLOBAL_FUNCTION = 0x12;

    /** Where it is in the section table, as {@link #putRegions} puts it first. */
    private static final short TEXT = 1;

    private final long entry;
    private final Strings names = new Strings();
    private final List<Part> parts = new ArrayList<>();
    private final Strings symbolNames = new Strings();
    private final ByteArrayOutputStream symbols = new ByteArrayOutputStream();
    private int symbolCount;

    /** A section: the fields of its header but for offset, and its bytes if it has any. */
    private record Part(int name, int type, long flags, long address, long size, int link, int info, ByteBuffer bytes) {
        /** {@code sh_entsize}. */
        long entrySize() {
            return type == ElfFormat.SECTION_SYMBOLS ? ElfFormat.SYMBOL_SIZE : 0;
        }

        /** Bytes in the file. */
        int length() {
            return bytes.limit();
        }
    }

    /**
     * A file for an image.
     *
     * @param layout how the image is laid out
     * @param entry the address where it starts
     * @param digest SHA-256 of its bytes, in hexadecimal
     */
    DebugFile(Layout layout, long entry, String digest) {
        this.entry = entry;
        add("", ElfFormat.SECTION_NULL, 0, 0, 0, ByteBuffer.allocate(0));
        putRegions(layout);
        add(IMAGE, ByteBuffer.wrap(digest.getBytes(StandardCharsets.US_ASCII)));
        // The first symbol of a table is none.
        symbol(symbolNames.add(""), 0, 0, (byte) 0, (short) 0);
    }

    /** Whether a file is one of the image with that digest. */
    static boolean isOf(String digest, Path file) throws IOException {
        if (!Files.isRegularFile(file) || !ImageManifest.isElf(file)) {
            return false;
        }
        ElfFile elf = ElfFile.map(file);
        return elf.section(IMAGE)
                .map(section ->
                        StandardCharsets.US_ASCII.decode(elf.contents(section)).toString())
                .filter(digest::equals)
                .isPresent();
    }

    private void putRegions(Layout layout) {
        for (Region region : Region.values()) {
            add(
                    "." + region.title(),
                    ElfFormat.SECTION_NOBITS,
                    region.sectionFlags(),
                    layout.start(region),
                    layout.size(region),
                    ByteBuffer.allocate(0));
        }
    }

    /** The sections of an object's DWARF, relocated, in the way that suits a debugger of Java; some are changed in place. */
    static Map<String, ByteBuffer> forJava(Map<String, ByteBuffer> sections) {
        var changed = new LinkedHashMap<>(sections);
        ByteBuffer info = sections.get(".debug_info");
        ByteBuffer abbreviations = sections.get(".debug_abbrev");
        if (info == null || abbreviations == null) {
            return changed;
        }
        DwarfNames.describeLinkage(abbreviations);
        changed.computeIfPresent(
                ".debug_line", (_, lines) -> DwarfLines.withCalls(lines, info, DwarfUnits.read(info, abbreviations)));
        ByteBuffer strings = sections.get(".debug_str");
        if (strings != null) {
            DwarfNames.forgetLoaders(strings);
        }
        return changed;
    }

    /** Adds a section of DWARF, relocated. */
    void add(String name, ByteBuffer bytes) {
        add(name, ElfFormat.SECTION_PROGBITS, 0, 0, bytes.limit(), bytes);
    }

    private void add(String name, int type, long flags, long address, long size, ByteBuffer bytes) {
        parts.add(new Part(names.add(name), type, flags, address, size, 0, 0, bytes));
    }

    /** Adds a function of the text. */
    void function(String name, long address, long size) {
        symbol(symbolNames.add(name), address, size, GLOBAL_FUNCTION, TEXT);
    }

    private void symbol(int name, long address, long size, byte kind, short section) {
        var entryBytes = ByteBuffer.allocate(ElfFormat.SYMBOL_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        entryBytes.putInt(name).put(kind).put((byte) 0).putShort(section);
        entryBytes.putLong(address).putLong(size);
        symbols.writeBytes(entryBytes.array());
        symbolCount++;
    }

    /** Writes the file, replacing what was there; nothing can be added any more. */
    void write(Path file) throws IOException {
        int strings = parts.size() + 1;
        var table = ByteBuffer.wrap(symbols.toByteArray());
        // All are global, so the first global one follows the null symbol.
        parts.add(new Part(
                names.add(".symtab"),
                ElfFormat.SECTION_SYMBOLS,
                0,
                0,
                (long) symbolCount * ElfFormat.SYMBOL_SIZE,
                strings,
                1,
                table));
        addStrings(".strtab", symbolNames);
        int nameOfNames = names.add(".shstrtab");
        ByteBuffer nameBytes = names.bytes();
        parts.add(new Part(nameOfNames, ElfFormat.SECTION_STRINGS, 0, 0, nameBytes.limit(), 0, 0, nameBytes));
        var headers = ByteBuffer.allocate(parts.size() * ElfFormat.SECTION_HEADER_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            long offset = ElfFormat.FILE_HEADER_SIZE;
            for (Part part : parts) {
                putHeader(headers, part, offset);
                write(channel, offset, part.bytes().duplicate().rewind());
                offset = Layout.align(offset + part.length(), ALIGNMENT);
            }
            write(channel, offset, headers.flip());
            write(channel, 0, fileHeader(offset));
        }
    }

    private void addStrings(String name, Strings strings) {
        add(name, ElfFormat.SECTION_STRINGS, 0, 0, strings.bytes().limit(), strings.bytes());
    }

    private static void putHeader(ByteBuffer headers, Part part, long offset) {
        headers.putInt(part.name())
                .putInt(part.type())
                .putLong(part.flags())
                .putLong(part.address())
                .putLong(part.type() == ElfFormat.SECTION_NULL ? 0 : offset)
                .putLong(part.size())
                .putInt(part.link())
                .putInt(part.info())
                .putLong(1)
                .putLong(part.entrySize());
    }

    private ByteBuffer fileHeader(long table) {
        var header = ByteBuffer.allocate(ElfFormat.FILE_HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, ElfFormat.MAGIC)
                .put(4, ElfFormat.CLASS_64)
                .put(5, ElfFormat.DATA_LITTLE_ENDIAN)
                .put(6, ElfFormat.VERSION_CURRENT)
                .putShort(16, ElfFormat.TYPE_EXECUTABLE)
                .putShort(18, ElfFormat.MACHINE_X86_64)
                .putInt(20, ElfFormat.VERSION_CURRENT)
                .putLong(24, entry)
                .putLong(40, table)
                .putShort(52, (short) ElfFormat.FILE_HEADER_SIZE)
                .putShort(58, (short) ElfFormat.SECTION_HEADER_SIZE)
                .putShort(60, (short) parts.size())
                .putShort(62, (short) (parts.size() - 1));
        return header;
    }

    private static void write(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** A string table being made: zero-terminated names, the empty one first. */
    private static final class Strings {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        /** Where the name is in the table. */
        int add(String name) {
            int at = bytes.size();
            bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            return at;
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(bytes.toByteArray());
        }
    }
}
