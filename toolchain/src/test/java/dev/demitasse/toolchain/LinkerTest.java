package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkerTest {
    private static final int HEAP_ALIGNMENT = 512 * 1024;
    private static final int R_64 = 1;
    private static final int R_PC32 = 2;
    private static final int R_PLT32 = 4;
    private static final int R_32 = 10;
    private static final int R_32S = 11;

    @TempDir
    Path folder;

    @Test
    void starts_at_pvh_entry_through_header_and_note() throws IOException {
        ByteBuffer image = link(machine());

        assertThat(image.getLong(24)).as("e_entry").isEqualTo(Layout.BASE + 1);
        int note = programHeader(image, ElfFormat.SEGMENT_NOTE, 0);
        int at = (int) image.getLong(note + 8);
        assertThat(image.getInt(at + 8)).as("XEN_ELFNOTE_PHYS32_ENTRY").isEqualTo(18);
        assertThat(image.getLong(at + 16)).isEqualTo(Layout.BASE + 1);
    }

    @Test
    void a_process_starts_at_its_own_entry_without_a_boot_note_and_with_a_stack_that_is_not_executable()
            throws IOException {
        var object = new ObjectBuilder();
        object.global("_start", object.text(new byte[8]), 2);
        Path image = folder.resolve("linked");
        new Linker(List.of(object.build("process")), 4096, Target.PROCESS).link(new byte[0], image);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(24)).as("e_entry").isEqualTo(Layout.BASE + 2);
        assertThatThrownBy(() -> programHeader(bytes, ElfFormat.SEGMENT_NOTE, 0))
                .isInstanceOf(AssertionError.class);
        int stack = programHeader(bytes, ElfFormat.SEGMENT_GNU_STACK, 0);
        assertThat(bytes.getInt(stack + 4)).as("permissions").isEqualTo(ElfFormat.READ | ElfFormat.WRITE);
        assertThat(image).isExecutable();
    }

    @Test
    void debug_information_goes_to_a_file_of_its_own_relocated_with_the_images_digest_and_its_functions()
            throws IOException {
        var object = new ObjectBuilder();
        int text = object.text(new byte[8]);
        int frames = object.section(".debug_frame", 0, 1, new byte[12]);
        int start = object.global("_start", text, 2);
        object.relocation(frames, 4, R_64, start, 3);
        Path image = folder.resolve("linked");
        Path debug = folder.resolve("linked.debug");
        var linker = new Linker(List.of(object.build("process")), 4096, Target.PROCESS);
        linker.link(new byte[0], image);
        linker.writeDebugInformation("digest of linked", debug);

        ElfFile written = ElfFile.map(debug);
        Section section = written.section(".debug_frame").orElseThrow();
        assertThat(written.contents(section).getLong(4)).isEqualTo(Layout.BASE + 2 + 3);
        assertThat(written.section(".text").orElseThrow())
                .matches(region -> !region.occupiesFile(), "has no bytes")
                .extracting(Section::address)
                .isEqualTo(Layout.BASE);
        Section symbols = written.section(".symtab").orElseThrow();
        ByteBuffer function = written.contents(symbols).position(ElfFormat.SYMBOL_SIZE);
        assertThat(written.string(written.sections().get(symbols.link()), function.getInt()))
                .isEqualTo("_start");
        assertThat(function.getLong(ElfFormat.SYMBOL_SIZE + 8)).isEqualTo(Layout.BASE + 2);
        assertThat(ElfFile.map(image).section(".debug_frame")).isEmpty();
        assertThat(DebugFile.isOf("digest of linked", debug)).isTrue();
        assertThat(DebugFile.isOf("digest of another", debug)).isFalse();
        assertThat(DebugFile.isOf("digest of linked", image)).isFalse();
    }

    @Test
    void puts_sections_by_permission_on_pages_in_order_text_rodata_data_bss() throws IOException {
        var object = machine();
        object.data((byte) 1);
        object.rodata((byte) 2);
        object.zeros(".bss", 8, 5000);

        ByteBuffer image = link(object);

        assertSegment(image, 0, ElfFormat.READ | ElfFormat.EXECUTE, 0x100000, 4096, 4096);
        assertSegment(image, 1, ElfFormat.READ, 0x101000, 4096, 4096);
        assertSegment(image, 2, ElfFormat.READ | ElfFormat.WRITE, 0x102000, 4096, 4096 + 8192);
        assertThat(image.get(4096 + 4096)).isEqualTo((byte) 2);
        assertThat(image.get(4096 + 8192)).isEqualTo((byte) 1);
    }

    @Test
    void aligns_the_image_heap_and_makes_it_writable_though_it_is_declared_read_only() throws IOException {
        var object = machine();
        object.section(".svm_heap", ElfFormat.FLAG_ALLOCATE, 4096, (byte) 7);

        ByteBuffer image = link(object);

        assertSegment(image, 2, ElfFormat.READ | ElfFormat.WRITE, 0x180000, 4096, 4096);
    }

    @Test
    void applies_absolute_and_relative_relocations_across_objects() throws IOException {
        var machine = machine();
        int data = machine.data(new byte[32]);
        int other = machine.undefined("other");
        machine.relocation(data, 0, R_64, other, 5)
                .relocation(data, 8, R_PC32, other, -4)
                .relocation(data, 12, R_PLT32, other, -4)
                .relocation(data, 16, R_32, other, 0)
                .relocation(data, 20, R_32S, other, 0);
        var library = new ObjectBuilder();
        library.global("other", library.text(new byte[32]), 3);

        ByteBuffer image = link(machine, library);

        int at = 2 * 4096;
        long dataAddress = 0x101000;
        long otherAddress = 0x100010 + 3;
        assertThat(image.getLong(at)).isEqualTo(otherAddress + 5);
        assertThat(image.getInt(at + 8)).isEqualTo((int) (otherAddress - 4 - (dataAddress + 8)));
        assertThat(image.getInt(at + 12)).isEqualTo((int) (otherAddress - 4 - (dataAddress + 12)));
        assertThat(image.getInt(at + 16)).isEqualTo((int) otherAddress);
        assertThat(image.getInt(at + 20)).isEqualTo((int) otherAddress);
    }

    @Test
    void defines_the_boundaries_of_the_image_and_its_regions() throws IOException {
        var object = machine();
        int data = object.data(new byte[40]);
        object.zeros(".bss", 1, 1);
        List<String> names =
                List.of("demi_image_start", "demi_text_end", "demi_rodata_start", "demi_bss_start", "demi_image_end");
        for (int i = 0; i < names.size(); i++) {
            object.relocation(data, 8L * i, R_64, object.undefined(names.get(i)), 0);
        }

        ByteBuffer image = link(object);

        int at = 2 * 4096;
        assertThat(List.of(
                        image.getLong(at),
                        image.getLong(at + 8),
                        image.getLong(at + 16),
                        image.getLong(at + 24),
                        image.getLong(at + 32)))
                .containsExactly(0x100000L, 0x101000L, 0x101000L, 0x102000L, 0x103000L);
    }

    @Test
    void prefers_a_strong_definition_to_a_weak_one_and_takes_zero_for_a_weak_reference() throws IOException {
        var weak = machine();
        int data = weak.data(new byte[16]);
        weak.relocation(data, 0, R_64, weak.weak("choice", 1, 0), 0);
        weak.relocation(data, 8, R_64, weak.weak("nobody", ElfFormat.INDEX_UNDEFINED, 0), 0);
        var strong = new ObjectBuilder();
        strong.global("choice", strong.text(new byte[8]), 4);

        ByteBuffer image = link(weak, strong);

        assertThat(image.getLong(2 * 4096)).isEqualTo(0x100010 + 4);
        assertThat(image.getLong(2 * 4096 + 8)).isZero();
    }

    @Test
    void names_undefined_symbols_with_the_function_that_refers_to_them() {
        var object = machine();
        object.relocation(1, 1, R_PC32, object.undefined("strlen"), 0);

        assertThatThrownBy(() -> link(object))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("strlen, used by object0 .text (pvh_entry)");
    }

    @Test
    void refuses_an_unknown_relocation_naming_type_section_and_symbol() {
        var object = machine();
        object.relocation(1, 0, 9, object.undefined("demi_image_end"), 0);

        assertThatThrownBy(() -> link(object))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("type 9")
                .hasMessageContaining(".text")
                .hasMessageContaining("demi_image_end");
    }

    @Test
    void refuses_a_value_that_does_not_fit_its_place() {
        var object = machine();
        object.relocation(1, 0, R_32, object.undefined("demi_image_end"), 1L << 32);

        assertThatThrownBy(() -> link(object)).hasMessageContaining("does not fit R_X86_64_32");
    }

    @Test
    void refuses_a_relocation_outside_its_section() {
        var object = machine();
        object.relocation(1, 6, R_32, object.undefined("demi_image_end"), 0);

        assertThatThrownBy(() -> link(object)).hasMessageContaining("outside its section .text");
    }

    @Test
    void refuses_two_definitions_of_a_symbol_naming_both_objects() {
        assertThatThrownBy(() -> link(machine(), machine()))
                .hasMessage("symbol pvh_entry is defined by object0 and by object1");
    }

    @Test
    void refuses_objects_without_an_entry() {
        var object = new ObjectBuilder();
        object.text((byte) 0);

        assertThatThrownBy(() -> link(object)).hasMessageContaining("no object defines pvh_entry");
    }

    @Test
    void keeps_the_manifest_readable_in_the_image() throws IOException {
        var manifest = Manifests.example();
        Path image = folder.resolve("image");
        new Linker(List.of(machine().build("m")), 4096, Target.QEMU).link(manifest.toBytes(), image);

        assertThat(ImageManifest.read(image)).isEqualTo(manifest);
    }

    @Test
    void links_the_same_bytes_every_time() throws IOException {
        assertThat(link(machine())).isEqualTo(link(machine()));
    }

    /** An object with eight bytes of text whose second is the entry. */
    private static ObjectBuilder machine() {
        var object = new ObjectBuilder();
        object.global("pvh_entry", object.text(new byte[8]), 1);
        return object;
    }

    private ByteBuffer link(ObjectBuilder... builders) throws IOException {
        var objects = new ArrayList<ElfObject>();
        for (ObjectBuilder builder : builders) {
            objects.add(builder.build("object" + objects.size()));
        }
        Path image = folder.resolve("linked");
        new Linker(objects, HEAP_ALIGNMENT, Target.QEMU).link(new byte[0], image);
        return ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int programHeader(ByteBuffer image, int type, int nth) {
        int left = nth;
        for (int at = 64; at < 64 + 56 * image.getShort(56); at += 56) {
            if (image.getInt(at) == type && left-- == 0) {
                return at;
            }
        }
        throw new AssertionError("no program header of type " + type);
    }

    private static void assertSegment(
            ByteBuffer image, int nth, int permissions, long address, long inFile, long inMemory) {
        int at = programHeader(image, ElfFormat.SEGMENT_LOAD, nth);
        assertThat(image.getInt(at + 4)).as("permissions").isEqualTo(permissions);
        assertThat(image.getLong(at + 16)).as("virtual address").isEqualTo(address);
        assertThat(image.getLong(at + 24)).as("physical address").isEqualTo(address);
        assertThat(image.getLong(at + 32)).as("bytes in the file").isEqualTo(inFile);
        assertThat(image.getLong(at + 40)).as("bytes in memory").isEqualTo(inMemory);
    }
}
