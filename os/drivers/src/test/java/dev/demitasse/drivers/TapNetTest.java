package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.PacketBuffer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TapNetTest {
    private static final byte[] ADDRESS = {2, 1, 2, 3, 4, 5};
    private static final int LINE = 3;
    private static final int HEADER = 12;

    private final SimulatedBus bus = new SimulatedBus();
    private final SimulatedTap tap = new SimulatedTap(() -> bus.raiseLine(LINE));
    private final TapNet net =
            (TapNet) requireNonNull(new FrameStreamDriver().start(new DeviceDescriptor.Tap(tap, LINE, ADDRESS), bus));

    private static PacketBuffer frame(PacketBuffer empty, byte[] bytes) {
        empty.setLength(bytes.length);
        empty.put(0, bytes, 0, bytes.length);
        return empty;
    }

    private PacketBuffer small(byte[] bytes) {
        return frame(requireNonNull(net.pool().take(net.headroom())), bytes);
    }

    private static byte[] bytes(PacketBuffer frame) {
        byte[] bytes = new byte[frame.length()];
        frame.get(0, bytes, 0, bytes.length);
        return bytes;
    }

    private void deliver(int flags, int segmentation, int segmentSize, byte[] frame) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) flags).put((byte) segmentation).putShort((short) 66).putShort((short) segmentSize);
        bytes.putShort((short) 34).putShort((short) 16).putShort((short) 0).put(frame);
        tap.deliver(bytes.array());
    }

    private byte[] received() {
        PacketBuffer frame = requireNonNull(net.receive());
        byte[] bytes = bytes(frame);
        frame.release();
        return bytes;
    }

    @Test
    void a_frame_goes_out_behind_its_header_with_its_checksum_left_to_the_host() {
        byte[] bytes = SimulatedTap.pattern(60, 1);
        PacketBuffer frame = small(bytes);
        frame.requestChecksum(34, 16);
        assertThat(net.transmit(frame)).isTrue();
        byte[] sent = tap.sent().getFirst();
        assertThat(Arrays.copyOf(sent, HEADER)).containsExactly(1, 0, 0, 0, 0, 0, 34, 0, 16, 0, 0, 0);
        assertThat(Arrays.copyOfRange(sent, HEADER, sent.length)).isEqualTo(bytes);
        assertThat(net.pool().available()).isEqualTo(net.pool().size());
    }

    @Test
    void a_long_tcp_packet_goes_out_in_one_call_to_be_cut_by_the_host() {
        byte[] bytes = SimulatedTap.pattern(14 + 65535, 1);
        bytes[12] = 8;
        bytes[13] = 0;
        bytes[34 + 12] = (byte) 0x80;
        for (int i = 0; i < 100; i++) {
            PacketBuffer frame = frame(requireNonNull(net.takeLarge(net.headroom())), bytes);
            frame.requestChecksum(34, 16);
            frame.setSegmentSize(1448);
            assertThat(net.transmit(frame)).isTrue();
        }
        assertThat(tap.sent()).hasSize(100);
        byte[] sent = tap.sent().getLast();
        assertThat(Arrays.copyOf(sent, HEADER))
                .containsExactly(1, 1, 66, 0, 1448 & 0xff, 1448 >> 8, 34, 0, 16, 0, 0, 0);
        assertThat(Arrays.copyOfRange(sent, HEADER, sent.length)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 60, 1514, 2048, 40_000, 14 + 65535})
    void a_frame_comes_in_whole_however_long_it_is(int length) {
        for (int i = 0; i < 100; i++) {
            deliver(1, 1, 1448, SimulatedTap.pattern(length < 66 ? 66 : length, i));
            deliver(0, 0, 0, SimulatedTap.pattern(length, i));
            PacketBuffer joined = requireNonNull(net.receive());
            assertThat(joined.segmentSize()).isEqualTo(1448);
            assertThat(joined.checksumVerified()).isTrue();
            joined.release();
            PacketBuffer whole = requireNonNull(net.receive());
            assertThat(bytes(whole)).isEqualTo(SimulatedTap.pattern(length, i));
            assertThat(whole.segmentSize()).isZero();
            assertThat(whole.checksumVerified()).isFalse();
            whole.release();
        }
        assertThat(net.receive()).isNull();
        assertThat(net.framesDropped()).isZero();
    }

    @Test
    void a_frame_whose_header_makes_no_sense_is_dropped_and_the_next_one_is_not() {
        deliver(1, 3, 1448, SimulatedTap.pattern(5000, 1)); // UDP, which was not asked for
        deliver(1, 1, 0, SimulatedTap.pattern(5000, 1));
        deliver(0, 1, 1448, SimulatedTap.pattern(5000, 1)); // nobody vouches for it
        deliver(1, 0, 0, SimulatedTap.pattern(50, 1)); // its checksum would be behind its end
        deliver(0, 0, 0, SimulatedTap.pattern(60, 2));
        assertThat(received()).isEqualTo(SimulatedTap.pattern(60, 2));
        assertThat(net.framesDropped()).isEqualTo(4);
    }

    @Test
    void what_is_sent_while_a_received_frame_is_looked_at_leaves_a_buffer_to_receive_into() {
        deliver(0, 0, 0, SimulatedTap.pattern(60, 1));
        deliver(0, 0, 0, SimulatedTap.pattern(60, 2));
        PacketBuffer first = requireNonNull(net.receive());
        PacketBuffer sending = requireNonNull(net.takeLarge(net.headroom()));
        assertThat(net.takeLarge(net.headroom())).isNull();
        assertThat(received()).isEqualTo(SimulatedTap.pattern(60, 2));
        first.release();
        sending.release();
    }

    @Test
    void a_frame_for_which_the_host_has_no_room_stays_with_its_sender_until_there_is() {
        byte[] bytes = SimulatedTap.pattern(60, 1);
        PacketBuffer frame = small(bytes);
        tap.refuse(1);
        assertThat(net.transmit(frame)).isFalse();
        assertThat(bytes(frame)).isEqualTo(bytes);
        assertThat(net.armWakeup()).isTrue();
        assertThat(tap.awaitsWritable()).isTrue();
        assertThat(net.transmit(frame)).isTrue();
        assertThat(tap.sent()).hasSize(1);
    }

    @Test
    void a_frame_that_the_host_refuses_is_lost_and_the_interface_is_not() {
        tap.fail(1);
        assertThat(net.transmit(small(SimulatedTap.pattern(60, 1)))).isTrue();
        assertThat(net.transmit(small(SimulatedTap.pattern(61, 2)))).isTrue();
        assertThat(tap.sent()).hasSize(1);
        assertThat(net.framesDropped()).isOne();
        assertThat(net.linkUp()).isTrue();
    }

    @Test
    void the_stack_must_not_sleep_when_something_is_there() {
        deliver(0, 0, 0, SimulatedTap.pattern(60, 1));
        assertThat(net.armWakeup()).isFalse();
        assertThat(net.armWakeup()).isFalse();
        assertThat(received()).isEqualTo(SimulatedTap.pattern(60, 1));
        assertThat(net.armWakeup()).isTrue();
    }

    @Test
    void the_stack_is_woken_by_what_comes_after_it_went_to_sleep() {
        var wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        assertThat(net.armWakeup()).isTrue();
        deliver(0, 0, 0, SimulatedTap.pattern(60, 1));
        assertThat(wakeups).hasValue(1);
    }

    @Test
    void when_the_interface_is_taken_away_the_link_is_down_and_nothing_is_awaited() {
        tap.vanish();
        assertThat(net.receive()).isNull();
        assertThat(net.linkUp()).isFalse();
        assertThat(net.armWakeup()).isTrue();
        assertThat(net.transmit(small(SimulatedTap.pattern(60, 1)))).isTrue();
        assertThat(net.pool().available()).isEqualTo(net.pool().size());
    }

    @Test
    void nothing_is_allocated_per_frame() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] bytes = SimulatedTap.pattern(60, 1);
        long allocated = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            deliver(0, 0, 0, bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            PacketBuffer frame = requireNonNull(net.receive());
            PacketBuffer large = requireNonNull(net.takeLarge(net.headroom()));
            tap.refuse(1);
            net.transmit(large);
            large.release();
            frame.release();
            net.receive();
            net.armWakeup();
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThan(rounds);
    }
}
