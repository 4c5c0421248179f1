package dev.demitasse.toolchain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small relocatable x86-64 ELF objects for tests. Sections and symbols are known by the order they are added. */
final class ObjectBuilder {
    private record Sec(String name, int type, long flags, byte[] bytes, int size, int link, int info, int alignment) {}

    private record Sym(String name, int binding, int section, long value) {}

    private record Rela(int section, long offset, int type, int symbol, long addend) {}

    private final List<Sec> sections = new ArrayList<>();
    private final List<Sym> symbols = new ArrayList<>();
    private final List<Rela> relocations = new ArrayList<>();

    /** Adds a section with bytes and returns its index. */
    int section(String name, long flags, int alignment, byte... bytes) {
        sections.add(new Sec(name, ElfFormat.SECTION_PROGBITS, flags, bytes, bytes.length, 0, 0, alignment));
        return sections.size();
    }

    /** Adds a zero-initialised, writable section and returns its index. */
    int zeros(String name, int alignment, int size) {
        long flags = ElfFormat.FLAG_ALLOCATE | ElfFormat.FLAG_WRITE;
        sections.add(new Sec(name, ElfFormat.SECTION_NOBITS, flags, new byte[0], size, 0, 0, alignment));
        return sections.size();
    }

    int text(byte... bytes) {
        return section(".text", ElfFormat.FLAG_ALLOCATE | ElfFormat.FLAG_EXECUTE, 16, bytes);
    }

    int rodata(byte... bytes) {
        return section(".rodata", ElfFormat.FLAG_ALLOCATE, 8, bytes);
    }

    int data(byte... bytes) {
        return section(".data", ElfFormat.FLAG_ALLOCATE | ElfFormat.FLAG_WRITE, 8, bytes);
    }

    /** Adds a global symbol and returns its index. */
    int global(String name, int section, long value) {
        return symbol(name, 1, section, value);
    }

    int weak(String name, int section, long value) {
        return symbol(name, ElfFormat.BIND_WEAK, section, value);
    }

    int undefined(String name) {
        return global(name, ElfFormat.INDEX_UNDEFINED, 0);
    }

    int symbol(String name, int binding, int section, long value) {
        symbols.add(new Sym(name, binding, section, value));
        return symbols.size();
    }

    ObjectBuilder relocation(int section, long offset, int type, int symbol, long addend) {
        relocations.add(new Rela(section, offset, type, symbol, addend));
        return this;
    }

    ElfObject build(String name) {
        return new ElfObject(name, ByteBuffer.wrap(bytes()));
    }

    byte[] bytes() {
        var names = new ByteArrayOutputStream();
        names.write(0);
        var all = new ArrayList<>(sections);
        int symbolsIndex = sections.size() + 1;
        int stringsIndex = symbolsIndex + 1;
        var strings = new ByteArrayOutputStream();
        strings.write(0);
        ByteBuffer table = little((symbols.size() + 1) * ElfFormat.SYMBOL_SIZE).position(ElfFormat.SYMBOL_SIZE);
        for (Sym symbol : symbols) {
            table.putInt(strings.size())
                    .put((byte) (symbol.binding << 4))
                    .put((byte) 0)
                    .putShort((short) symbol.section)
                    .putLong(symbol.value)
                    .putLong(0);
            strings.writeBytes((symbol.name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        all.add(plain(".symtab", ElfFormat.SECTION_SYMBOLS, table.array(), stringsIndex, 0));
        all.add(plain(".strtab", ElfFormat.SECTION_STRINGS, strings.toByteArray(), 0, 0));
        for (int target = 1; target <= sections.size(); target++) {
            int section = target;
            var own = relocations.stream().filter(r -> r.section == section).toList();
            if (!own.isEmpty()) {
                ByteBuffer rela = little(own.size() * ElfFormat.RELOCATION_SIZE);
                own.forEach(r ->
                        rela.putLong(r.offset).putInt(r.type).putInt(r.symbol).putLong(r.addend));
                String of = ".rela" + sections.get(target - 1).name;
                all.add(plain(of, ElfFormat.SECTION_RELA, rela.array(), symbolsIndex, target));
            }
        }
        return file(all, names);
    }

    private static Sec plain(String name, int type, byte[] bytes, int link, int info) {
        return new Sec(name, type, 0, bytes, bytes.length, link, info, 8);
    }

    private static byte[] file(List<Sec> sections, ByteArrayOutputStream names) {
        int[] nameAt = new int[sections.size() + 1];
        for (int i = 0; i < sections.size(); i++) {
            nameAt[i] = names.size();
            names.writeBytes((sections.get(i).name + "\0").getBytes(StandardCharsets.UTF_8));
        }
        nameAt[sections.size()] = names.size();
        names.writeBytes(".shstrtab\0".getBytes(StandardCharsets.UTF_8));
        sections.add(plain(".shstrtab", ElfFormat.SECTION_STRINGS, names.toByteArray(), 0, 0));
        int bodies = sections.stream().mapToInt(s -> s.bytes.length).sum();
        int tableAt = ElfFormat.FILE_HEADER_SIZE + bodies;
        ByteBuffer file = little(tableAt + (sections.size() + 1) * ElfFormat.SECTION_HEADER_SIZE);
        file.putInt(0, ElfFormat.MAGIC).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
        file.putShort(16, ElfFormat.TYPE_RELOCATABLE).putShort(18, ElfFormat.MACHINE_X86_64);
        file.putLong(40, tableAt).putShort(58, (short) 64).putShort(60, (short) (sections.size() + 1));
        file.putShort(62, (short) sections.size());
        int body = ElfFormat.FILE_HEADER_SIZE;
        for (int i = 0; i < sections.size(); i++) {
            Sec section = sections.get(i);
            file.put(body, section.bytes);
            file.position(tableAt + (i + 1) * ElfFormat.SECTION_HEADER_SIZE);
            file.putInt(nameAt[i]).putInt(section.type).putLong(section.flags).putLong(0);
            file.putLong(body).putLong(section.size).putInt(section.link).putInt(section.info);
            file.putLong(section.alignment).putLong(0);
            body += section.bytes.length;
        }
        return file.array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
