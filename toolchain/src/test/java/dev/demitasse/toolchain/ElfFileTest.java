package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElfFileTest {
    @Test
    void reads_sections_symbols_and_relocations() {
        ElfObject object = new ElfObject("small.o", ByteBuffer.wrap(small()));

        assertThat(object.sections()).extracting(Section::name).contains(".text", ".rela.text", ".symtab");
        assertThat(object.symbolName(1)).isEqualTo("here");
        assertThat(object.symbolSection(1)).isEqualTo(1);
        assertThat(object.symbolValue(1)).isEqualTo(2);
        Section entries = object.sections().stream()
                .filter(section -> section.name().equals(".rela.text"))
                .findFirst()
                .orElseThrow();
        ElfObject.Relocations relocations = object.relocations(entries);
        assertThat(relocations.next()).isTrue();
        assertThat(relocations.offset()).isEqualTo(4);
        assertThat(relocations.addend()).isEqualTo(-7);
        assertThat(relocations.next()).isFalse();
    }

    @Test
    void refuses_what_is_no_elf_file() {
        assertThatThrownBy(() -> new ElfFile("notes.txt", ByteBuffer.wrap(new byte[100])))
                .isInstanceOf(LinkException.class)
                .hasMessage("notes.txt: it is no ELF file");
    }

    @Test
    void refuses_an_object_of_another_architecture() {
        byte[] bytes = small();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(18, (short) 183);

        assertThatThrownBy(() -> new ElfObject("arm.o", ByteBuffer.wrap(bytes)))
                .hasMessage("arm.o: it is not a relocatable x86-64 object");
    }

    @Test
    void answers_any_damage_with_its_own_exception() {
        byte[] good = small();
        var random = new Random(2026);
        for (int round = 0; round < 5_000; round++) {
            byte[] bad = good.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(10) == 0 ? random.nextInt(bad.length) : bad.length;
            assertThatCode(() -> readAll(ByteBuffer.wrap(bad, 0, length)))
                    .as("round " + round)
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(LinkException.class));
        }
    }

    private static void readAll(ByteBuffer bytes) {
        var object = new ElfObject("bad.o", bytes);
        for (int symbol = 0; symbol < object.symbolCount(); symbol++) {
            object.symbolName(symbol);
        }
        for (Section section : object.sections()) {
            if (section.type() == ElfFormat.SECTION_RELA) {
                var relocations = object.relocations(section);
                while (relocations.next()) {
                    object.symbolName(relocations.symbol());
                }
            }
        }
    }

    private static byte[] small() {
        var builder = new ObjectBuilder();
        int text = builder.text(new byte[8]);
        int here = builder.global("here", text, 2);
        return builder.relocation(text, 4, 2, here, -7).bytes();
    }
}
