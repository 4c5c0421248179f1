package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A static linker for one shape of output: an x86-64 image at 1 MiB, physical addresses equal to virtual ones, entered
 * where its target says.
 *
 * <p>Besides the objects' own symbols it defines the page-aligned boundaries {@code demi_image_start},
 * {@code demi_image_end} and, for text, rodata, data and bss, {@code demi_X_start} and {@code demi_X_end}. Stateless
 * but for one link; not for use by several threads.
 */
final class Linker {
    private static final int REPORTED_SYMBOLS = 20;
    private static final int REPORTED_REFERENCES = 3;

    private final List<ElfObject> objects;
    private final Target target;
    private final Layout layout;
    private final SymbolTable symbols;

    /**
     * Lays out the objects and collects their symbols.
     *
     * @param heapAlignment alignment of the image heap in bytes, a power of two
     * @throws LinkException when a symbol has two definitions
     */
    Linker(List<ElfObject> objects, int heapAlignment, Target target) {
        this.target = target;
        this.objects = List.copyOf(objects);
        this.layout = new Layout(this.objects, heapAlignment);
        this.symbols = new SymbolTable(this.objects, layout);
    }

    /**
     * Links and writes the image.
     *
     * @param manifest the contents of the image's manifest section
     * @param image the file to write; replaced when it exists
     * @throws LinkException when a symbol is undefined, or a relocation is unknown or does not fit
     */
    void link(byte[] manifest, Path image) throws IOException {
        var output = new Executable(layout, entry(), target.bootsByPvh(), manifest);
        for (Region region : List.of(Region.TEXT, Region.RODATA, Region.DATA)) {
            for (Layout.Placement placement : layout.placements(region)) {
                output.put(placement.address(), objects.get(placement.object()).contents(placement.section()));
            }
        }
        var undefined = new TreeMap<String, TreeSet<String>>();
        for (int i = 0; i < objects.size(); i++) {
            relocate(i, output, undefined);
        }
        if (!undefined.isEmpty()) {
            throw new LinkException(describe(undefined));
        }
        output.write(image);
        if (!target.bootsByPvh() && !image.toFile().setExecutable(true)) {
            throw new LinkException("cannot make " + image + " executable");
        }
    }

    private long entry() {
        return symbols.address(target.entry())
                .orElseThrow(() -> new LinkException("no object defines " + target.entry()
                        + ", where the image starts; is the platform's object missing?"));
    }

    /**
     * Writes what a debugger needs of the linked image: the objects' sections of DWARF, relocated, and their functions.
     *
     * @param digest SHA-256 of the image's bytes, in hexadecimal
     * @param file the file to write; replaced when it exists
     */
    void writeDebugInformation(String digest, Path file) throws IOException {
        var debug = new DebugFile(layout, entry(), digest);
        for (int i = 0; i < objects.size(); i++) {
            ElfObject object = objects.get(i);
            long[] addresses = symbols.addressesOf(i, _ -> {});
            var sections = new LinkedHashMap<String, ByteBuffer>();
            for (Section section : object.sections()) {
                if (section.isDebugInformation()) {
                    sections.put(section.name(), relocated(object, section, addresses));
                }
            }
            DebugFile.forJava(sections).forEach(debug::add);
            for (int symbol = 1; symbol < object.symbolCount(); symbol++) {
                int section = object.symbolSection(symbol);
                if (section != ElfFormat.INDEX_UNDEFINED
                        && section < ElfFormat.INDEX_RESERVED
                        && object.sectionAt(section).executable()
                        && !object.symbolName(symbol).isEmpty()) {
                    debug.function(object.symbolName(symbol), addresses[symbol], object.symbolSize(symbol));
                }
            }
        }
        debug.write(file);
    }

    /** A copy of a section that is not loaded, as if it began at address zero. */
    private static ByteBuffer relocated(ElfObject object, Section section, long[] addresses) {
        var bytes = ByteBuffer.allocate(section.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(object.contents(section)).flip();
        for (Section relocations : object.sections()) {
            if (relocations.type() == ElfFormat.SECTION_RELA && relocations.info() == section.index()) {
                relocate(object, relocations, section, 0, addresses, bytes, 0);
            }
        }
        return bytes;
    }

    private void relocate(int index, Executable output, Map<String, TreeSet<String>> undefined) {
        ElfObject object = objects.get(index);
        var missing = new BitSet();
        long[] addresses = symbols.addressesOf(index, missing::set);
        for (Section relocations : object.sections()) {
            if (relocations.type() != ElfFormat.SECTION_RELA) {
                continue;
            }
            Section target = object.sectionAt(relocations.info());
            if (target.allocated() && target.occupiesFile() && target.size() > 0) {
                long address = layout.address(index, target.index());
                relocate(object, relocations, target, address, addresses, output.bytes(), output.fileOffset(address));
                noteUndefined(object, relocations, target, missing, undefined);
            }
        }
    }

    private static void relocate(
            ElfObject object,
            Section relocations,
            Section target,
            long targetAddress,
            long[] addresses,
            ByteBuffer out,
            int start) {
        ElfObject.Relocations cursor = object.relocations(relocations);
        while (cursor.next()) {
            int type = cursor.type();
            X86Relocation relocation = X86Relocation.of(type);
            int symbol = cursor.symbol();
            if (relocation == null || symbol < 0 || symbol >= addresses.length) {
                throw new LinkException(place(object, target, cursor.offset()) + ": relocation of unknown type " + type
                        + " against " + object.symbolName(symbol));
            }
            long offset = cursor.offset();
            if (offset < 0 || offset > target.size() - relocation.bytes()) {
                throw new LinkException(object.name() + ": a relocation lies outside its section " + target.name());
            }
            long value = addresses[symbol] + cursor.addend();
            if (!relocation.apply(out, start + (int) offset, value, targetAddress + offset)) {
                throw new LinkException("%s: 0x%x (%s) does not fit %s"
                        .formatted(place(object, target, offset), value, symbolTitle(object, symbol), relocation));
            }
        }
    }

    private static void noteUndefined(
            ElfObject object,
            Section relocations,
            Section target,
            BitSet missing,
            Map<String, TreeSet<String>> undefined) {
        if (missing.isEmpty()) {
            return;
        }
        ElfObject.Relocations cursor = object.relocations(relocations);
        while (cursor.next()) {
            if (missing.get(cursor.symbol())) {
                undefined
                        .computeIfAbsent(object.symbolName(cursor.symbol()), _ -> new TreeSet<>())
                        .add(place(object, target, cursor.offset()));
            }
        }
    }

    private static String describe(Map<String, TreeSet<String>> undefined) {
        var text = new StringBuilder("symbols that no object defines:");
        undefined.entrySet().stream().limit(REPORTED_SYMBOLS).forEach(entry -> {
            var by = entry.getValue().stream().limit(REPORTED_REFERENCES).toList();
            int more = entry.getValue().size() - by.size();
            text.append("\n  ").append(entry.getKey()).append(", used by ").append(String.join(", ", by));
            text.append(more > 0 ? " and " + more + " more" : "");
        });
        int more = undefined.size() - REPORTED_SYMBOLS;
        return text.append(more > 0 ? "\n  and " + more + " more" : "").toString();
    }

    /** Object, section and the function or datum a place is in. */
    private static String place(ElfObject object, Section section, long offset) {
        int nearest = -1;
        for (int symbol = 1; symbol < object.symbolCount(); symbol++) {
            if (object.symbolSection(symbol) == section.index()
                    && object.symbolValue(symbol) <= offset
                    && (nearest < 0 || object.symbolValue(symbol) > object.symbolValue(nearest))) {
                nearest = symbol;
            }
        }
        return nearest < 0
                ? "%s %s+0x%x".formatted(object.name(), section.name(), offset)
                : "%s %s (%s)".formatted(object.name(), section.name(), symbolTitle(object, nearest));
    }

    /** A symbol's name; section symbols have none and go by their section's. */
    private static String symbolTitle(ElfObject object, int symbol) {
        String name = object.symbolName(symbol);
        int section = object.symbolSection(symbol);
        return name.isEmpty() && section < ElfFormat.INDEX_RESERVED
                ? object.sectionAt(section).name()
                : name;
    }
}
