package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.toolchain.DwarfUnits.InlinedCall;
import dev.demitasse.toolchain.DwarfUnits.Line;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One function of 16 bytes at 0x1000, in line 7 of file 1; at its fourth byte begins what lines 8 and 30 call, inlined. */
final class DwarfTest {
    private static final byte FORM_UNKNOWN = 0x7e;

    /** Code 1: a unit with a line table; 2: a function with a linkage name; 3: an inlined call. */
    private static final byte[] ABBREVIATIONS = {
        1, 0x11, 1, 0x10, 0x17, 0, 0, 2, 0x2e, 1, 0x11, 0x01, 0x6e, 0x0e, 0, 0, 3, 0x1d, 1, 0x11, 0x01, 0x58, 0x0b,
        0x59, 0x05, 0, 0, 0,
    };

    private static ByteBuffer info() {
        ByteBuffer info = little(100);
        info.putInt(0).putShort((short) 5).put((byte) 1).put((byte) 8).putInt(0);
        info.put((byte) 1).putInt(3);
        info.put((byte) 2).putLong(0x1000).putInt(0);
        // Twice a call of line 8, and inside the first one of line 30 of another file.
        info.put((byte) 3).putLong(0x1004).put((byte) 1).putShort((short) 8);
        info.put((byte) 3).putLong(0x1004).put((byte) 2).putShort((short) 30);
        info.put((byte) 0).put((byte) 0);
        info.put((byte) 3).putLong(0x100c).put((byte) 1).putShort((short) 8).put((byte) 0);
        info.put((byte) 0).put((byte) 0);
        info.flip();
        return info.putInt(0, info.limit() - Integer.BYTES);
    }

    /** Three bytes that nobody refers to, then a table: line 7 up to 0x1004, line 40 of file 3 up to 0x1010. */
    private static ByteBuffer lines() {
        ByteBuffer lines = little(100);
        lines.put(new byte[3]);
        lines.putInt(0).putShort((short) 4).putInt(20);
        lines.put((byte) 1)
                .put((byte) 1)
                .put((byte) 1)
                .put((byte) -5)
                .put((byte) 14)
                .put((byte) 13);
        lines.put(new byte[] {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1}).put((byte) 0).put((byte) 0);
        lines.put(new byte[] {0, 9, 2}).putLong(0x1000).put(new byte[] {3, 6, 1});
        // File 3, 33 lines and 4 bytes on; then to the end.
        lines.put(new byte[] {4, 3, 3, 33, 2, 4, 1, 2, 12, 0, 1, 1});
        lines.flip();
        return lines.putInt(3, lines.limit() - 3 - Integer.BYTES);
    }

    @Test
    void the_first_inlined_call_of_each_line_is_found_at_every_depth() {
        assertThat(units(info()))
                .singleElement()
                .satisfies(unit -> assertThat(unit.calls())
                        .containsExactlyInAnyOrder(
                                new InlinedCall(0x1004, new Line(1, 8)), new InlinedCall(0x1004, new Line(2, 30))));
    }

    @Test
    void a_line_table_tells_the_line_of_every_instruction_and_where_the_code_ends() {
        var table = new DwarfLineTable(lines(), 3);
        assertThat(table.at(0xfff)).isEqualTo(DwarfLineTable.NONE);
        assertThat(table.at(0x1000)).isEqualTo(new Line(1, 7));
        assertThat(table.at(0x1003)).isEqualTo(new Line(1, 7));
        assertThat(table.at(0x1004)).isEqualTo(new Line(3, 40));
        assertThat(table.end(0x1006)).hasValue(0x1010);
        assertThat(table.at(0x1010)).isEqualTo(DwarfLineTable.NONE);
    }

    @Test
    void lines_whose_code_is_all_inlined_get_an_instruction_and_take_none_from_what_they_call() {
        ByteBuffer info = info();
        ByteBuffer changed = DwarfLines.withCalls(lines(), info, units(info)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(info.getInt(units(info).getFirst().lineTableAt())).isZero();
        // The whole section is the one table.
        assertThat(changed.getInt(0)).isEqualTo(changed.limit() - Integer.BYTES);
        var table = new DwarfLineTable(changed, 0);
        assertThat(table.at(0x1003)).isEqualTo(new Line(1, 7));
        assertThat(List.of(new Line(1, 8), new Line(2, 30))).contains(table.at(0x1004));
        assertThat(table.at(0x1005)).isEqualTo(new Line(3, 40));
        assertThat(table.end(0x1005)).hasValue(0x1010);
    }

    @Test
    void a_form_that_is_not_known_ends_the_link_with_its_number() {
        byte[] abbreviations = ABBREVIATIONS.clone();
        abbreviations[4] = FORM_UNKNOWN;
        assertThatThrownBy(() -> DwarfUnits.read(info(), ByteBuffer.wrap(abbreviations)))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("form")
                .hasMessageContaining(Integer.toString(FORM_UNKNOWN));
    }

    @Test
    void functions_are_called_by_their_classes_and_not_by_their_linkage_names_or_loaders() {
        ByteBuffer abbreviations = ByteBuffer.wrap(ABBREVIATIONS.clone());
        DwarfNames.describeLinkage(abbreviations);
        assertThat(abbreviations.array()).contains((byte) 0x5a).doesNotContain((byte) 0x6e);
        byte[] strings = "\0main\0'app'\0say 'app'\0".getBytes(StandardCharsets.US_ASCII);
        DwarfNames.forgetLoaders(ByteBuffer.wrap(strings));
        assertThat(new String(strings, StandardCharsets.US_ASCII)).isEqualTo("\0main\0::\0p'\0say 'app'\0");
    }

    private static List<DwarfUnits.Unit> units(ByteBuffer info) {
        return DwarfUnits.read(info, ByteBuffer.wrap(ABBREVIATIONS));
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
