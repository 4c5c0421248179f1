package dev.demitasse.toolchain;

import dev.demitasse.toolchain.DwarfUnits.Line;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** One unit's table of {@code .debug_line} (DWARF 4, 6.2), which says what line an instruction is of. Immutable once read. */
final class DwarfLineTable {
    /** The end of the code of a sequence: what follows is of no line. */
    static final Line NONE = new Line(0, 0);

    private static final int VERSION = 4;

    /** Standard opcodes: those that do more than set what nobody asks for. */
    static final int DW_LNS_COPY = 1;

    static final int DW_LNS_ADVANCE_PC = 2;
    static final int DW_LNS_ADVANCE_LINE = 3;
    static final int DW_LNS_SET_FILE = 4;
    static final int DW_LNS_NEGATE_STMT = 6;
    private static final int DW_LNS_CONST_ADD_PC = 8;
    private static final int DW_LNS_FIXED_ADVANCE_PC = 9;

    /** Extended opcodes, each after a zero and its length. */
    static final int DW_LNE_END_SEQUENCE = 1;

    static final int DW_LNE_SET_ADDRESS = 2;

    private static final int LAST_SPECIAL = 255;

    private final TreeMap<Long, Line> rows = new TreeMap<>();
    private final DwarfReader reader;
    private final int lineBase;
    private final int lineRange;
    private final int opcodeBase;
    private final int[] arguments;

    private long address;
    private long file = 1;
    private long line = 1;

    /**
     * Reads a table.
     *
     * @param section where it is, relocated
     * @param start where it begins
     */
    DwarfLineTable(ByteBuffer section, int start) {
        reader = new DwarfReader(section);
        reader.position(start);
        int end = reader.four() + reader.position();
        if (reader.two() != VERSION) {
            throw new LinkException("the line table is not of DWARF " + VERSION);
        }
        int program = reader.four() + reader.position();
        // The shortest instruction, how many a step may take, and whether lines are statements: all one.
        reader.skip(3);
        lineBase = (byte) reader.one();
        lineRange = reader.one();
        opcodeBase = reader.one();
        arguments = new int[opcodeBase];
        for (int opcode = 1; opcode < opcodeBase; opcode++) {
            arguments[opcode] = reader.one();
        }
        reader.position(program);
        while (reader.position() < end) {
            step();
        }
    }

    /** The line of the instruction at an address, or {@link #NONE}. */
    Line at(long instruction) {
        Map.Entry<Long, Line> row = rows.floorEntry(instruction);
        return row == null ? NONE : row.getValue();
    }

    /** Where the code of a line, or of none, ends that an address is in. */
    OptionalLong end(long instruction) {
        Long next = rows.higherKey(instruction);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    private void step() {
        int opcode = reader.one();
        if (opcode >= opcodeBase) {
            int special = opcode - opcodeBase;
            address += special / lineRange;
            line += lineBase + special % lineRange;
            row();
            return;
        }
        switch (opcode) {
            case 0 -> extended();
            case DW_LNS_COPY -> row();
            case DW_LNS_ADVANCE_PC -> address += reader.unsigned();
            case DW_LNS_ADVANCE_LINE -> line += reader.signed();
            case DW_LNS_SET_FILE -> file = reader.unsigned();
            case DW_LNS_CONST_ADD_PC -> address += (LAST_SPECIAL - opcodeBase) / lineRange;
            case DW_LNS_FIXED_ADVANCE_PC -> address += reader.two();
            default -> {
                for (int i = 0; i < arguments[opcode]; i++) {
                    reader.unsigned();
                }
            }
        }
    }

    private void extended() {
        int length = (int) reader.unsigned();
        int next = reader.position() + length;
        switch (reader.one()) {
            case DW_LNE_SET_ADDRESS -> address = reader.eight();
            case DW_LNE_END_SEQUENCE -> {
                // The next function may begin where this one ends.
                rows.putIfAbsent(address, NONE);
                address = 0;
                file = 1;
                line = 1;
            }
            default -> {
                // A discriminator, or what else only its writer knows.
            }
        }
        reader.position(next);
    }

    /** Of several lines at one address, the last is that of the instruction. */
    private void row() {
        rows.put(address, new Line((int) file, (int) line));
    }
}
