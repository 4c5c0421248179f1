package dev.demitasse.toolchain;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads {@code .debug_info} (DWARF 5, 7.5) for the calls that were inlined. Confined to one thread.
 *
 * <p>Known are the forms that SVM writes; any other ends the link with an error, for what follows it cannot be found.
 */
final class DwarfUnits {
    private static final int DW_TAG_INLINED_SUBROUTINE = 0x1d;
    private static final int DW_AT_STMT_LIST = 0x10;
    private static final int DW_AT_LOW_PC = 0x11;
    private static final int DW_AT_CALL_FILE = 0x58;
    private static final int DW_AT_CALL_LINE = 0x59;
    private static final int DW_UT_TYPE = 2;
    private static final int VERSION = 5;

    private final DwarfReader reader;
    private final DwarfAbbreviations abbreviations;

    private DwarfUnits(ByteBuffer info, ByteBuffer abbreviations) {
        this.reader = new DwarfReader(info);
        this.abbreviations = new DwarfAbbreviations(abbreviations);
    }

    /**
     * A line that calls.
     *
     * @param file number of its file in the unit's line table
     * @param line its number
     */
    record Line(int file, int line) {}

    /**
     * What was inlined there.
     *
     * @param address where its code begins
     * @param caller the line that calls it
     */
    record InlinedCall(long address, Line caller) {}

    /**
     * A unit that has a line table.
     *
     * @param lineTableAt where in {@code .debug_info} the offset of its line table is
     * @param calls in each function, and in each function inlined into it, the first call of each line
     */
    record Unit(int lineTableAt, List<InlinedCall> calls) {}

    /** The units with line tables of sections that are relocated. */
    static List<Unit> read(ByteBuffer info, ByteBuffer abbreviations) {
        return new DwarfUnits(info, abbreviations).units();
    }

    private List<Unit> units() {
        var units = new ArrayList<Unit>();
        while (reader.hasMore()) {
            int end = reader.four() + reader.position();
            if (reader.two() != VERSION) {
                throw new LinkException("the debug information is not of DWARF " + VERSION);
            }
            int kind = reader.one();
            // The size of an address.
            reader.skip(1);
            Map<Long, DwarfAbbreviations.Abbreviation> table = abbreviations.table(reader.four());
            if (kind != DW_UT_TYPE) {
                Unit unit = unit(end, table);
                if (unit.lineTableAt() >= 0) {
                    units.add(unit);
                }
            }
            reader.position(end);
        }
        return units;
    }

    private Unit unit(int end, Map<Long, DwarfAbbreviations.Abbreviation> table) {
        var calls = new ArrayList<InlinedCall>();
        var open = new ArrayDeque<Map<Line, Long>>();
        open.push(new LinkedHashMap<>());
        var lineTable = OptionalInt.empty();
        while (reader.position() < end) {
            long code = reader.unsigned();
            if (code == 0) {
                if (open.size() > 1) {
                    close(open.pop(), calls);
                }
                continue;
            }
            var abbreviation = table.get(code);
            if (abbreviation == null) {
                throw new LinkException("the debug information uses an abbreviation that it does not have: " + code);
            }
            Map<Integer, Long> values = values(abbreviation);
            if (values.containsKey(DW_AT_STMT_LIST)) {
                lineTable = OptionalInt.of(values.get(DW_AT_STMT_LIST).intValue());
            }
            if (abbreviation.tag() == DW_TAG_INLINED_SUBROUTINE) {
                var caller = new Line(
                        values.getOrDefault(DW_AT_CALL_FILE, 0L).intValue(),
                        values.getOrDefault(DW_AT_CALL_LINE, 0L).intValue());
                if (caller.file() > 0 && caller.line() > 0 && values.containsKey(DW_AT_LOW_PC)) {
                    open.element().merge(caller, values.get(DW_AT_LOW_PC), Math::min);
                }
            }
            if (abbreviation.parent()) {
                open.push(new LinkedHashMap<>());
            }
        }
        open.forEach(rest -> close(rest, calls));
        return new Unit(lineTable.orElse(-1), calls);
    }

    private static void close(Map<Line, Long> entry, List<InlinedCall> calls) {
        entry.forEach((line, address) -> calls.add(new InlinedCall(address, line)));
    }

    /** The values of the attributes wanted here; of an offset of a line table, where it is. */
    private Map<Integer, Long> values(DwarfAbbreviations.Abbreviation abbreviation) {
        var values = new HashMap<Integer, Long>();
        for (var attribute : abbreviation.attributes()) {
            int at = reader.position();
            long value = value(attribute.form());
            switch (attribute.name()) {
                case DW_AT_STMT_LIST -> values.put(DW_AT_STMT_LIST, (long) at);
                case DW_AT_LOW_PC, DW_AT_CALL_FILE, DW_AT_CALL_LINE -> values.put(attribute.name(), value);
                default -> {}
            }
        }
        return values;
    }

    /** Reads a value; of a block its length, and of a string zero. See DWARF 5, 7.5.6. */
    private long value(int form) {
        return switch (form) {
            // addr, data8, ref_sig8
            case 0x01, 0x07, 0x20 -> reader.eight();
            // data1, flag
            case 0x0b, 0x0c -> reader.one();
            // data2
            case 0x05 -> reader.two();
            // data4, strp, ref_addr, ref4, sec_offset
            case 0x06, 0x0e, 0x10, 0x13, 0x17 -> reader.four();
            // udata, loclistx, rnglistx
            case 0x0f, 0x22, 0x23 -> reader.unsigned();
            // exprloc
            case 0x18 -> {
                long length = reader.unsigned();
                reader.skip((int) length);
                yield length;
            }
            // string
            case 0x08 -> {
                reader.skipString();
                yield 0;
            }
            // flag_present
            case 0x19 -> 1;
            default -> throw new LinkException("the debug information has a form that is not known: " + form);
        };
    }
}
