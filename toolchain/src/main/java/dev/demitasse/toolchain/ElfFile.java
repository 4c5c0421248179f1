package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A little-endian ELF-64 file: its header and sections, checked to lie inside the file. Immutable after construction.
 *
 * <p>The bytes are hostile until this constructor has returned: every section's extent, name and alignment is checked
 * here, so that readers of section contents need to check only what they find inside.
 */
final class ElfFile {
    private final String name;
    private final ByteBuffer bytes;
    private final List<Section> sections;

    /**
     * Reads the header and the section table.
     *
     * @param name what messages call this file
     * @throws LinkException when it is no 64-bit little-endian ELF file, or is damaged
     */
    ElfFile(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        require(
                this.bytes.limit() >= ElfFormat.FILE_HEADER_SIZE && this.bytes.getInt(0) == ElfFormat.MAGIC,
                "it is no ELF file");
        require(
                this.bytes.get(4) == ElfFormat.CLASS_64 && this.bytes.get(5) == ElfFormat.DATA_LITTLE_ENDIAN,
                "it is not a 64-bit little-endian ELF file");
        this.sections = readSections();
    }

    /** Maps a file into memory; pages are read when they are touched. */
    static ElfFile map(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new LinkException(file + ": ELF files of 2 GiB and more are not supported");
            }
            return new ElfFile(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    String name() {
        return name;
    }

    /** {@code e_entry}: the address where it starts. */
    long entry() {
        return bytes.getLong(24);
    }

    /** {@code e_type}. */
    int type() {
        return bytes.getShort(16);
    }

    /** {@code e_machine}. */
    int machine() {
        return bytes.getShort(18);
    }

    /** The file's bytes, little-endian, with absolute access only. */
    ByteBuffer bytes() {
        return bytes;
    }

    List<Section> sections() {
        return sections;
    }

    Optional<Section> section(String sectionName) {
        return sections.stream().filter(s -> s.name().equals(sectionName)).findFirst();
    }

    /** A view of the bytes of a section that has some. */
    ByteBuffer contents(Section section) {
        return bytes.slice(section.offset(), section.size()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The zero-terminated string at {@code offset} in a string table section. */
    String string(Section strings, int offset) {
        require(strings.type() == ElfFormat.SECTION_STRINGS, "section " + strings.index() + " is no string table");
        require(offset >= 0 && offset < strings.size(), "a name lies outside the string table " + strings.index());
        int start = strings.offset() + offset;
        int limit = strings.offset() + strings.size();
        int end = start;
        while (end < limit && bytes.get(end) != 0) {
            end++;
        }
        require(end < limit, "a name in the string table " + strings.index() + " has no end");
        var text = new byte[end - start];
        bytes.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Fails with this file's name in front of the message. */
    void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new LinkException(name + ": " + otherwise);
        }
    }

    private List<Section> readSections() {
        long table = bytes.getLong(40);
        int entrySize = Short.toUnsignedInt(bytes.getShort(58));
        int count = Short.toUnsignedInt(bytes.getShort(60));
        int namesIndex = Short.toUnsignedInt(bytes.getShort(62));
        require(count > 0 && entrySize == ElfFormat.SECTION_HEADER_SIZE, "it has no section table");
        require(inFile(table, (long) count * entrySize), "its section table runs past the end of the file");
        require(namesIndex < count, "its section names are in a section that does not exist");
        Section names = readSection((int) table + namesIndex * entrySize, namesIndex, null);
        var result = new ArrayList<Section>(count);
        for (int i = 0; i < count; i++) {
            result.add(readSection((int) table + i * entrySize, i, names));
        }
        return List.copyOf(result);
    }

    private Section readSection(int at, int index, @Nullable Section names) {
        int type = bytes.getInt(at + 4);
        long offset = bytes.getLong(at + 24);
        long size = bytes.getLong(at + 32);
        long alignment = Math.max(1, bytes.getLong(at + 48));
        require(size >= 0 && size <= Integer.MAX_VALUE, "section " + index + " is too large");
        require(
                type == ElfFormat.SECTION_NULL || type == ElfFormat.SECTION_NOBITS || inFile(offset, size),
                "section " + index + " runs past the end of the file");
        require(
                Long.bitCount(alignment) == 1 && alignment <= 1 << 30,
                "the alignment of section " + index + " is not a power of two");
        return new Section(
                index,
                names == null ? "" : string(names, bytes.getInt(at)),
                type,
                bytes.getLong(at + 8),
                bytes.getLong(at + 16),
                Math.clamp(offset, 0, Integer.MAX_VALUE),
                Math.toIntExact(size),
                bytes.getInt(at + 40),
                bytes.getInt(at + 44),
                Math.toIntExact(alignment));
    }

    private boolean inFile(long offset, long size) {
        return offset >= 0 && size >= 0 && offset <= bytes.limit() && size <= bytes.limit() - offset;
    }
}
