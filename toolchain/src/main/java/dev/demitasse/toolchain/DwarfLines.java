package dev.demitasse.toolchain;

import dev.demitasse.toolchain.DwarfUnits.Line;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Adds the lines whose code is all inlined to {@code .debug_line} (DWARF 4, 6.2). To a compiler, the code of a call that was
 * inlined is of the lines of what was called, and a breakpoint on the line that calls would have no place. Each such line
 * gets a sequence of its own, which begins at the first instruction of what it calls, and at its second byte goes on with
 * the line that this instruction is of. Confined to one thread.
 */
final class DwarfLines {
    private static final int EXTENDED = 0;

    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int VALUE = 0x7f;
    private static final int SIGN = 0x40;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DwarfLines() {}

    /**
     * The section with more lines.
     *
     * @param section {@code .debug_line}, relocated
     * @param info {@code .debug_info}, relocated; the offsets of line tables are put right
     * @param units what is in it
     */
    static ByteBuffer withCalls(ByteBuffer section, ByteBuffer info, List<DwarfUnits.Unit> units) {
        var lines = new DwarfLines();
        for (DwarfUnits.Unit unit : units) {
            int start = info.getInt(unit.lineTableAt());
            info.putInt(unit.lineTableAt(), lines.out.size());
            lines.copy(section, start, unit.calls());
        }
        return ByteBuffer.wrap(lines.out.toByteArray());
    }

    private void copy(ByteBuffer section, int start, List<DwarfUnits.InlinedCall> calls) {
        var table = new DwarfLineTable(section, start);
        var more = new DwarfLines();
        calls.forEach(call -> more.add(call, table));
        int length = section.getInt(start);
        four(length + more.out.size());
        out.write(section.array(), start + Integer.BYTES, length);
        out.writeBytes(more.out.toByteArray());
    }

    private void add(DwarfUnits.InlinedCall call, DwarfLineTable table) {
        long address = call.address();
        Line inlined = table.at(address);
        long end = table.end(address).orElse(address);
        if (inlined.equals(call.caller())) {
            return;
        }
        extended(DwarfLineTable.DW_LNE_SET_ADDRESS, Long.BYTES);
        eight(address);
        // Every sequence begins in the first line.
        row(new Line(1, 1), call.caller());
        advance(1);
        if (!inlined.equals(DwarfLineTable.NONE) && address + 1 < end) {
            // No place for a breakpoint: it is not where an instruction begins.
            out.write(DwarfLineTable.DW_LNS_NEGATE_STMT);
            row(call.caller(), inlined);
            advance(end - address - 1);
        }
        extended(DwarfLineTable.DW_LNE_END_SEQUENCE, 0);
    }

    private void row(Line before, Line line) {
        out.write(DwarfLineTable.DW_LNS_SET_FILE);
        number(line.file());
        out.write(DwarfLineTable.DW_LNS_ADVANCE_LINE);
        number((long) line.line() - before.line());
        out.write(DwarfLineTable.DW_LNS_COPY);
    }

    private void advance(long bytes) {
        out.write(DwarfLineTable.DW_LNS_ADVANCE_PC);
        number(bytes);
    }

    private void extended(int code, int length) {
        out.write(EXTENDED);
        out.write(1 + length);
        out.write(code);
    }

    private void four(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private void eight(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    /** A number in LEB128, signed; one that is not negative reads the same unsigned. */
    private void number(long number) {
        long rest = number;
        boolean more = true;
        while (more) {
            int next = (int) rest & VALUE;
            rest >>= BITS;
            boolean negative = (next & SIGN) != 0;
            more = !(rest == 0 && !negative || rest == -1 && negative);
            out.write(more ? next | MORE : next);
        }
    }
}
