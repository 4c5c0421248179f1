package dev.demitasse.machine.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.Registers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files of a fw_cfg device, which is played here as QEMU's specification has it. */
final class FirmwareConfigurationTest {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private void put(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private String read(String name) {
        return FirmwareConfiguration.text(new Device(), name);
    }

    @Test
    void a_file_is_found_by_its_whole_name() {
        put("etc/acpi/tables", "tables");
        put("opt/org.demitasse/boots", "wrong");
        put("opt/org.demitasse/boot", "demi.env=A=%C3%A9 demi.arg=x");
        assertThat(read("opt/org.demitasse/boot")).isEqualTo("demi.env=A=%C3%A9 demi.arg=x");
        assertThat(read("opt/org.demitasse/boots")).isEqualTo("wrong");
    }

    @Test
    void a_long_file_comes_whole_and_an_empty_one_too() {
        put("opt/long", "x".repeat(100_000));
        put("opt/empty", "");
        assertThat(read("opt/long")).hasSize(100_000);
        assertThat(read("opt/empty")).isEmpty();
    }

    @Test
    void what_is_not_there_or_too_long_is_said_to_be() {
        put("opt/other", "x");
        files.put("opt/huge", new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> read("opt/mine")).hasMessageContaining("announces the file opt/mine and has none");
        assertThatThrownBy(() -> read("opt/huge")).hasMessageContaining("longer than a megabyte");
        assertThatThrownBy(() -> FirmwareConfiguration.text(new Nothing(), "opt/mine"))
                .hasMessageContaining("has no fw_cfg device");
    }

    /** Ports that nothing answers at read as ones. */
    private static class Nothing implements Registers {
        @Override
        public long size() {
            return FirmwareConfiguration.PORTS;
        }

        @Override
        public int get8(long offset) {
            return 0xff;
        }

        @Override
        public int get16(long offset) {
            throw new AssertionError("the data port is a byte wide");
        }

        @Override
        public int get32(long offset) {
            throw new AssertionError("the data port is a byte wide");
        }

        @Override
        public void set8(long offset, int value) {
            throw new AssertionError("the selector is two bytes wide");
        }

        @Override
        public void set16(long offset, int value) {
            assertThat(offset).isZero();
        }

        @Override
        public void set32(long offset, int value) {
            throw new AssertionError("the selector is two bytes wide");
        }
    }

    private final class Device extends Nothing {
        private ByteBuffer selected = ByteBuffer.allocate(0);

        @Override
        public int get8(long offset) {
            assertThat(offset).isEqualTo(1);
            // Beyond its end a file is zeroes.
            return selected.hasRemaining() ? selected.get() & 0xff : 0;
        }

        @Override
        public void set16(long offset, int selector) {
            super.set16(offset, selector);
            selected = switch (selector) {
                case 0 -> ByteBuffer.wrap("QEMU".getBytes(StandardCharsets.US_ASCII));
                case 0x19 -> directory();
                default ->
                    ByteBuffer.wrap(files.values().stream()
                            .skip(selector - 0x20)
                            .findFirst()
                            .orElseThrow());
            };
        }

        private ByteBuffer directory() {
            ByteBuffer directory = ByteBuffer.allocate(4 + 64 * files.size()).putInt(files.size());
            int selector = 0x20;
            for (var file : files.entrySet()) {
                byte[] name = new byte[56];
                System.arraycopy(
                        file.getKey().getBytes(StandardCharsets.US_ASCII),
                        0,
                        name,
                        0,
                        file.getKey().length());
                directory
                        .putInt(file.getValue().length)
                        .putShort((short) selector++)
                        .putShort((short) 0)
                        .put(name);
            }
            return directory.flip();
        }
    }
}
