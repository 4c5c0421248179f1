package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.BlockDevice;
import dev.demitasse.machine.Driver.DeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtioBlockTest {
    private static final int SECTORS = 400;

    private final SimulatedBus bus = new SimulatedBus();

    private BlockDevice start(SimulatedDisk device) {
        SimulatedMmio.plug(bus, device);
        return (BlockDevice) requireNonNull(new VirtioDriver().start(SimulatedMmio.descriptor(), bus));
    }

    private SimulatedDisk disk(long features) {
        return new SimulatedDisk(bus, SECTORS, features | DeviceStatus.EVENT_INDEX);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 130})
    void what_was_written_is_read_again(int sectors) throws IOException {
        SimulatedDisk device = disk(0);
        BlockDevice block = start(device);
        byte[] bytes = random(sectors * 512);
        block.write(7, ByteBuffer.wrap(bytes));
        assertThat(Arrays.copyOfRange(device.contents(), 7 * 512, 7 * 512 + bytes.length))
                .isEqualTo(bytes);
        ByteBuffer target = ByteBuffer.allocate(bytes.length);
        block.read(7, target);
        assertThat(target.array()).isEqualTo(bytes);
        assertThat(target.hasRemaining()).isFalse();
    }

    @Test
    void a_large_transfer_is_cut_into_requests() throws IOException {
        SimulatedDisk device = disk(0);
        start(device).read(0, ByteBuffer.allocate(160 * 512));
        assertThat(device.requests()).isEqualTo(3);
    }

    @Test
    void the_devices_segment_limit_counts() throws IOException {
        SimulatedDisk device = disk(VirtioBlock.SIZE_MAXIMUM);
        device.configuration().putInt(8, 8192 + 100);
        start(device).read(0, ByteBuffer.allocate(160 * 512));
        assertThat(device.requests()).isEqualTo(10);
    }

    @Test
    void without_a_block_size_it_is_that_of_a_sector() {
        BlockDevice block = start(disk(0));
        assertThat(block.blockSize()).isEqualTo(512);
        assertThat(block.blocks()).isEqualTo(SECTORS);
        assertThat(block.readOnly()).isFalse();
    }

    @Test
    void larger_blocks_are_counted_and_addressed_as_such() throws IOException {
        SimulatedDisk device = disk(VirtioBlock.BLOCK_SIZE);
        device.configuration().putInt(20, 4096);
        BlockDevice block = start(device);
        assertThat(block.blocks()).isEqualTo(SECTORS / 8);
        block.write(3, ByteBuffer.wrap(random(4096)));
        assertThat(Arrays.copyOfRange(device.contents(), 3 * 4096, 4 * 4096)).isEqualTo(random(4096));
        assertThatThrownBy(() -> block.read(0, ByteBuffer.allocate(512)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a whole number of blocks of 4096");
    }

    @Test
    void a_capacity_that_changes_while_it_is_read_is_read_again() {
        SimulatedDisk device = disk(0);
        device.configuration().putLong(0, 0x1_0000_0001L);
        device.changeAfterNextRead(() -> device.configuration().putLong(0, 0x2_0000_0000L));
        assertThat(start(device).blocks()).isEqualTo(0x2_0000_0000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, SECTORS - 1, SECTORS, Long.MAX_VALUE})
    void blocks_outside_the_disk_are_refused(long block) {
        SimulatedDisk device = disk(0);
        BlockDevice disk = start(device);
        assertThatThrownBy(() -> disk.read(block, ByteBuffer.allocate(1024)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.write(block, ByteBuffer.allocate(1024)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(device.requests()).isZero();
    }

    @Test
    void a_read_only_disk_is_not_written() {
        BlockDevice block = start(disk(VirtioBlock.READ_ONLY));
        assertThat(block.readOnly()).isTrue();
        assertThatThrownBy(() -> block.write(0, ByteBuffer.allocate(512)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("read-only");
    }

    @Test
    void a_flush_reaches_the_device_if_it_has_a_cache() throws IOException {
        SimulatedDisk device = disk(VirtioBlock.FLUSH);
        start(device).flush();
        assertThat(device.flushes()).isOne();
    }

    @Test
    void a_flush_is_nothing_to_a_device_without_cache() throws IOException {
        SimulatedDisk device = disk(0);
        start(device).flush();
        assertThat(device.requests()).isZero();
    }

    @Test
    void a_failed_request_names_the_place() {
        SimulatedDisk device = disk(VirtioBlock.FLUSH);
        device.failWith(1);
        BlockDevice block = start(device);
        assertThatThrownBy(() -> block.read(5, ByteBuffer.allocate(512)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("read of 512 bytes at sector 5 failed");
        assertThatThrownBy(() -> block.write(6, ByteBuffer.allocate(512)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("write of 512 bytes at sector 6 failed");
        device.failWith(VirtioBlock.STATUS_UNSUPPORTED);
        assertThatThrownBy(block::flush).isInstanceOf(IOException.class).hasMessageContaining("flush is not supported");
    }

    @Test
    void a_request_without_a_status_is_a_lie() {
        SimulatedDisk device = disk(0);
        device.forgetStatus();
        BlockDevice block = start(device);
        assertThatThrownBy(() -> block.read(0, ByteBuffer.allocate(512)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("without a status");
        assertThat(device.failed()).isTrue();
    }

    @Test
    void a_read_of_too_few_bytes_is_a_lie() {
        SimulatedDisk device = disk(0);
        device.fallShortBy(2);
        BlockDevice block = start(device);
        assertThatThrownBy(() -> block.read(0, ByteBuffer.allocate(512)))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("read 511 of 512 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256, 513, 65536, -512})
    void an_impossible_block_size_is_reported(int size) {
        SimulatedDisk device = disk(VirtioBlock.BLOCK_SIZE);
        device.configuration().putInt(20, size);
        assertThatThrownBy(() -> start(device))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("has blocks of " + size + " bytes");
    }

    @Test
    void segments_smaller_than_a_block_are_reported() {
        SimulatedDisk device = disk(VirtioBlock.SIZE_MAXIMUM);
        device.configuration().putInt(8, 511);
        assertThatThrownBy(() -> start(device))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("segments of 511 bytes");
    }
}
