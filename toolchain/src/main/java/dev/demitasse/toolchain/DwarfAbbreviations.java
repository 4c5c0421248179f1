package dev.demitasse.toolchain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of {@code .debug_abbrev} (DWARF 5, 7.5.3): what entries with a code are and hold. Confined to one thread. */
final class DwarfAbbreviations {
    private static final int DW_FORM_IMPLICIT_CONST = 0x21;

    private final ByteBuffer section;
    private final Map<Integer, Map<Long, Abbreviation>> tables = new HashMap<>();

    /**
     * An attribute of an entry.
     *
     * @param name {@code DW_AT_…}
     * @param form {@code DW_FORM_…}: how its value is written
     * @param at where the name is in the section
     */
    record Attribute(int name, int form, int at) {}

    /**
     * What an entry is.
     *
     * @param tag {@code DW_TAG_…}
     * @param parent whether its children follow it
     */
    record Abbreviation(int tag, boolean parent, List<Attribute> attributes) {}

    /** Those of a section. */
    DwarfAbbreviations(ByteBuffer section) {
        this.section = section;
    }

    /** The table at an offset, by codes. */
    Map<Long, Abbreviation> table(int offset) {
        return tables.computeIfAbsent(offset, at -> {
            var reader = new DwarfReader(section);
            reader.position(at);
            return read(reader);
        });
    }

    /** All of them, in the order of the section. */
    List<Abbreviation> all() {
        var all = new ArrayList<Abbreviation>();
        var reader = new DwarfReader(section);
        while (reader.hasMore()) {
            all.addAll(read(reader).values());
        }
        return all;
    }

    private static Map<Long, Abbreviation> read(DwarfReader reader) {
        var table = new HashMap<Long, Abbreviation>();
        for (long code = reader.unsigned(); code != 0; code = reader.unsigned()) {
            int tag = (int) reader.unsigned();
            boolean parent = reader.one() != 0;
            var attributes = new ArrayList<Attribute>();
            while (true) {
                var attribute = attribute(reader);
                if (attribute.name() == 0 && attribute.form() == 0) {
                    break;
                }
                attributes.add(attribute);
            }
            table.put(code, new Abbreviation(tag, parent, attributes));
        }
        return table;
    }

    private static Attribute attribute(DwarfReader reader) {
        int at = reader.position();
        var attribute = new Attribute((int) reader.unsigned(), (int) reader.unsigned(), at);
        if (attribute.form() == DW_FORM_IMPLICIT_CONST) {
            reader.unsigned();
        }
        return attribute;
    }
}
