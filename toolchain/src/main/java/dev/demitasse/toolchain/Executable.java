package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The image file being written: a static ELF-64 executable.
 *
 * <pre>
 *   page 0     ELF header, program headers, the PVH note of an image that a boot loader loads
 *   page 1…    text, rodata, data: whole pages each, one loadable segment each; bss is the tail of data's segment
 *   then       the manifest, section names, the section table: never loaded
 * </pre>
 *
 * <p>The note is the one of Xen's {@code xen/include/public/elfnote.h}; like Linux's on x86-64 its entry address has
 * eight bytes, since QEMU reads that many from a 64-bit file. Confined to one thread.
 */
final class Executable {
    private static final List<Region> IN_FILE = List.of(Region.TEXT, Region.RODATA, Region.DATA);
    private static final int SEGMENTS = IN_FILE.size() + 1;
    private static final int NOTE_OFFSET =
            (int) Layout.align(ElfFormat.FILE_HEADER_SIZE + SEGMENTS * ElfFormat.PROGRAM_HEADER_SIZE, 16);
    private static final int NOTE_SIZE = 24;
    private static final int XEN_ELFNOTE_PHYS32_ENTRY = 18;
    private static final byte[] NAMES = "\0.text\0.rodata\0.data\0.bss\0%s\0.shstrtab\0"
            .formatted(ImageManifest.SECTION)
            .getBytes(StandardCharsets.US_ASCII);
    private static final int SECTIONS = 7;

    private final Layout layout;
    private final long entry;
    private final int manifestOffset;
    private final int manifestSize;
    private final int namesOffset;
    private final int tableOffset;
    private final ByteBuffer bytes;

    /**
     * Reserves the file for a layout.
     *
     * @throws LinkException when it would reach 2 GiB
     */
    Executable(Layout layout, long entry, boolean bootsByPvh, byte[] manifest) {
        this.layout = layout;
        this.entry = entry;
        long size = Layout.PAGE;
        for (Region region : IN_FILE) {
            size += layout.size(region);
        }
        long total = size + manifest.length + NAMES.length + 16 + SECTIONS * ElfFormat.SECTION_HEADER_SIZE;
        if (total > Integer.MAX_VALUE || layout.end(Region.BSS) > Integer.MAX_VALUE) {
            throw new LinkException("the image would be larger than 2 GiB");
        }
        manifestOffset = (int) size;
        manifestSize = manifest.length;
        namesOffset = manifestOffset + manifestSize;
        tableOffset = (int) Layout.align(namesOffset + NAMES.length, 8);
        bytes = ByteBuffer.allocate(tableOffset + SECTIONS * ElfFormat.SECTION_HEADER_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(manifestOffset, manifest).put(namesOffset, NAMES);
        putFileHeader();
        int last = putRegions();
        if (bootsByPvh) {
            putSegment(last, ElfFormat.SEGMENT_NOTE, ElfFormat.READ, NOTE_OFFSET, 0, NOTE_SIZE, NOTE_SIZE, 4);
            putNote();
        } else {
            // Linux makes the stack executable unless told that it need not be.
            putSegment(last, ElfFormat.SEGMENT_GNU_STACK, ElfFormat.READ | ElfFormat.WRITE, 0, 0, 0, 0, 16);
        }
        putSectionTable();
    }

    /** The whole file, for relocation in place; absolute access only. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Copies a section to the place of its address. */
    void put(long address, ByteBuffer contents) {
        bytes.put(fileOffset(address), contents, 0, contents.limit());
    }

    /** Where an address of text, rodata or data is in the file. */
    int fileOffset(long address) {
        for (Region region : IN_FILE) {
            if (address >= layout.start(region) && address < layout.end(region)) {
                return fileOffset(region) + (int) (address - layout.start(region));
            }
        }
        throw new IllegalArgumentException("address 0x" + Long.toHexString(address) + " is not in the file");
    }

    /** Writes the file, replacing what was there. */
    void write(Path file) throws IOException {
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var rest = bytes.duplicate().clear();
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    private int fileOffset(Region region) {
        int offset = Layout.PAGE;
        for (Region before : IN_FILE.subList(0, region.ordinal())) {
            offset += (int) layout.size(before);
        }
        return offset;
    }

    private void putFileHeader() {
        bytes.putInt(0, ElfFormat.MAGIC);
        bytes.put(4, ElfFormat.CLASS_64).put(5, ElfFormat.DATA_LITTLE_ENDIAN).put(6, ElfFormat.VERSION_CURRENT);
        bytes.putShort(16, ElfFormat.TYPE_EXECUTABLE)
                .putShort(18, ElfFormat.MACHINE_X86_64)
                .putInt(20, ElfFormat.VERSION_CURRENT)
                .putLong(24, entry)
                .putLong(32, ElfFormat.FILE_HEADER_SIZE)
                .putLong(40, tableOffset)
                .putShort(52, (short) ElfFormat.FILE_HEADER_SIZE)
                .putShort(54, (short) ElfFormat.PROGRAM_HEADER_SIZE)
                .putShort(56, (short) SEGMENTS)
                .putShort(58, (short) ElfFormat.SECTION_HEADER_SIZE)
                .putShort(60, (short) SECTIONS)
                .putShort(62, (short) (SECTIONS - 1));
    }

    /** Answers where the last program header goes. */
    private int putRegions() {
        int at = ElfFormat.FILE_HEADER_SIZE;
        for (Region region : IN_FILE) {
            long fileSize = layout.size(region);
            long memorySize = region == Region.DATA ? layout.end(Region.BSS) - layout.start(region) : fileSize;
            putSegment(
                    at,
                    ElfFormat.SEGMENT_LOAD,
                    region.permissions(),
                    fileOffset(region),
                    layout.start(region),
                    fileSize,
                    memorySize,
                    Layout.PAGE);
            at += ElfFormat.PROGRAM_HEADER_SIZE;
        }
        return at;
    }

    private void putSegment(
            int at, int type, int permissions, long offset, long address, long fileSize, long memorySize, long align) {
        bytes.putInt(at, type)
                .putInt(at + 4, permissions)
                .putLong(at + 8, offset)
                .putLong(at + 16, address)
                .putLong(at + 24, address)
                .putLong(at + 32, fileSize)
                .putLong(at + 40, memorySize)
                .putLong(at + 48, align);
    }

    private void putNote() {
        bytes.putInt(NOTE_OFFSET, 4)
                .putInt(NOTE_OFFSET + 4, 8)
                .putInt(NOTE_OFFSET + 8, XEN_ELFNOTE_PHYS32_ENTRY)
                .put(NOTE_OFFSET + 12, "Xen\0".getBytes(StandardCharsets.US_ASCII))
                .putLong(NOTE_OFFSET + 16, entry);
    }

    private void putSectionTable() {
        int index = 1;
        for (Region region : Region.values()) {
            boolean inFile = region != Region.BSS;
            putSection(
                    index++,
                    "." + region.title(),
                    inFile ? ElfFormat.SECTION_PROGBITS : ElfFormat.SECTION_NOBITS,
                    region.sectionFlags(),
                    layout.start(region),
                    inFile ? fileOffset(region) : manifestOffset,
                    layout.size(region));
        }
        putSection(index++, ImageManifest.SECTION, ElfFormat.SECTION_PROGBITS, 0, 0, manifestOffset, manifestSize);
        putSection(index, ".shstrtab", ElfFormat.SECTION_STRINGS, 0, 0, namesOffset, NAMES.length);
    }

    private void putSection(int index, String name, int type, long flags, long address, long offset, long size) {
        int at = tableOffset + index * ElfFormat.SECTION_HEADER_SIZE;
        int nameAt = new String(NAMES, StandardCharsets.US_ASCII).indexOf("\0" + name + "\0") + 1;
        bytes.putInt(at, nameAt)
                .putInt(at + 4, type)
                .putLong(at + 8, flags)
                .putLong(at + 16, address)
                .putLong(at + 24, offset)
                .putLong(at + 32, size)
                .putLong(at + 48, address == 0 ? 1 : Layout.PAGE);
    }
}
