package dev.demitasse.machine.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Registers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PciWindowTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void hands_out_each_address_once_aligned_to_the_size() {
        PciWindow window = PciWindow.above(64 * MEGABYTE, List.of(function(0, 0)));

        assertThat(window.claim(0x1000)).hasValue(0xc000_0000L);
        assertThat(window.claim(0x4000)).hasValue(0xc000_4000L);
        assertThat(window.claim(0x1000)).hasValue(0xc000_8000L);
        assertThat(window.claim(MEGABYTE)).hasValue(0xc010_0000L);
    }

    @Test
    void begins_above_the_memory_and_what_the_firmware_may_keep_at_its_end() {
        assertThat(PciWindow.above(0xdfff_0000L, List.of()).claim(0x1000)).hasValue(0xe000_0000L);
        assertThat(PciWindow.above(0xe000_0000L, List.of()).claim(0x1000)).hasValue(0xe000_0000L);
    }

    @Test
    void ends_below_the_interrupt_controllers() {
        PciWindow window = PciWindow.above(0xe000_0000L, List.of());

        assertThat(window.claim(256 * MEGABYTE)).hasValue(0xe000_0000L);
        assertThat(window.claim(256 * MEGABYTE)).isEmpty();
        assertThat(window.claim(128 * MEGABYTE)).hasValue(0xf000_0000L);
        assertThat(window.claim(64 * MEGABYTE)).hasValue(0xf800_0000L);
        assertThat(window.claim(32 * MEGABYTE)).hasValue(0xfc00_0000L);
        assertThat(window.claim(8 * MEGABYTE)).hasValue(0xfe00_0000L);
        assertThat(window.claim(4 * MEGABYTE)).isEmpty();
        assertThat(window.claim(2 * MEGABYTE)).hasValue(0xfe80_0000L);
        assertThat(window.claim(MEGABYTE)).hasValue(0xfea0_0000L);
        assertThat(window.claim(0x1000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 33, 1L << 40, 1L << 62})
    void has_no_room_for_what_is_larger_than_itself(long size) {
        assertThat(PciWindow.above(0, List.of()).claim(size)).isEmpty();
    }

    @Test
    void hands_out_nothing_where_the_firmware_has_placed_a_function() {
        PciWindow window = PciWindow.above(64 * MEGABYTE, List.of(function(0, 0), function(0, 0xfebd_1000)));

        assertThat(window.claim(0x1000)).isEmpty();
    }

    @Test
    void takes_ports_and_bridges_for_nothing_that_is_placed() {
        PciWindow window = PciWindow.above(64 * MEGABYTE, List.of(function(0, 0xc041), function(1, 0xfebd_1000)));

        assertThat(window.claim(0x1000)).hasValue(0xc000_0000L);
    }

    private static DeviceDescriptor.Pci function(int headerType, int bar) {
        ByteBuffer space = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        space.put(0x0e, (byte) headerType).putInt(0x14, bar);
        return new DeviceDescriptor.Pci(new ReadOnly(space), 0x1af4, 0x1041, "00:01.0");
    }

    private record ReadOnly(ByteBuffer space) implements Registers {
        @Override
        public long size() {
            return space.capacity();
        }

        @Override
        public int get8(long offset) {
            return space.get((int) offset) & 0xff;
        }

        @Override
        public int get16(long offset) {
            return space.getShort((int) offset) & 0xffff;
        }

        @Override
        public int get32(long offset) {
            return space.getInt((int) offset);
        }

        @Override
        public void set8(long offset, int value) {
            throw new AssertionError("write of configuration space");
        }

        @Override
        public void set16(long offset, int value) {
            throw new AssertionError("write of configuration space");
        }

        @Override
        public void set32(long offset, int value) {
            throw new AssertionError("write of configuration space");
        }
    }
}
