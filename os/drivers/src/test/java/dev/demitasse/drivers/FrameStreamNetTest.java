package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.PacketBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FrameStreamNetTest {
    private static final byte[] ADDRESS = {2, 1, 2, 3, 4, 5};
    private static final int LINE = 3;

    private final SimulatedBus bus = new SimulatedBus();
    private final SimulatedStream host = new SimulatedStream(() -> bus.raiseLine(LINE));

    private FrameStreamNet start() {
        var descriptor = new DeviceDescriptor.FrameStream(host, LINE, ADDRESS);
        return (FrameStreamNet) requireNonNull(new FrameStreamDriver().start(descriptor, bus));
    }

    @Test
    void comes_up_with_the_address_it_is_given() {
        FrameStreamNet net = start();
        assertThat(net.hardwareAddress()).isEqualTo(ADDRESS);
        assertThat(net.mtu()).isEqualTo(1500);
        assertThat(net.linkUp()).isTrue();
    }

    @Test
    void frames_go_out_behind_their_lengths_and_many_in_one_call() {
        FrameStreamNet net = start();
        for (int i = 0; i < 30; i++) {
            assertThat(net.transmit(frame(net, pattern(1514, i)))).isTrue();
        }
        assertThat(host.writes()).isZero();
        net.flush();
        assertThat(host.writes()).isEqualTo(1);
        for (int i = 0; i < 30; i++) {
            assertThat(host.takeFrame()).isEqualTo(pattern(1514, i));
        }
        assertThat(net.pool().available()).isEqualTo(net.pool().size());
    }

    @Test
    void frames_that_come_in_pieces_are_put_together() {
        FrameStreamNet net = start();
        byte[] frame = pattern(1514, 1);
        host.deliverFrame(frame);
        for (int i = 0; i < 1514 + 4 - 1; i++) {
            host.letThrough(1);
            assertThat(net.receive()).isNull();
        }
        host.letThrough(1);
        assertThat(bytes(requireNonNull(net.receive()))).isEqualTo(frame);
        assertThat(net.receive()).isNull();
    }

    @Test
    void a_stream_of_many_frames_arrives_whole_and_in_order() {
        FrameStreamNet net = start();
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            int count = random.nextInt(100);
            for (int i = 0; i < count; i++) {
                host.deliverFrame(pattern(14 + (round + i) % 1500, i));
            }
            host.letThrough(Integer.MAX_VALUE);
            for (int i = 0; i < count; i++) {
                PacketBuffer frame = requireNonNull(net.receive());
                assertThat(bytes(frame)).isEqualTo(pattern(14 + (round + i) % 1500, i));
                frame.release();
            }
            assertThat(net.receive()).isNull();
        }
    }

    @Test
    void a_frame_too_long_for_a_buffer_is_dropped_and_the_next_one_is_not() {
        FrameStreamNet net = start();
        host.deliverFrame(pattern(65535, 1));
        host.deliverFrame(pattern(60, 2));
        host.letThrough(Integer.MAX_VALUE);
        assertThat(bytes(requireNonNull(net.receive()))).isEqualTo(pattern(60, 2));
        assertThat(net.framesDropped()).isEqualTo(1);
    }

    @Test
    void a_frame_without_a_free_buffer_is_dropped() {
        FrameStreamNet net = start();
        while (net.pool().take(0) != null) {
            // takes them all
        }
        host.deliverFrame(pattern(60, 1));
        host.letThrough(Integer.MAX_VALUE);
        assertThat(net.receive()).isNull();
        assertThat(net.framesDropped()).isEqualTo(1);
    }

    @Test
    void an_impossible_length_ends_the_interface() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 70_000}) {
            FrameStreamNet net = start();
            host.deliverLength(length);
            host.letThrough(Integer.MAX_VALUE);
            assertThat(net.receive()).isNull();
            assertThat(net.linkUp()).isFalse();
            assertThat(net.armWakeup()).isTrue();
        }
    }

    @Test
    void when_the_other_end_closes_the_link_is_down_and_nothing_is_awaited() {
        FrameStreamNet net = start();
        host.close();
        assertThat(net.receive()).isNull();
        assertThat(net.linkUp()).isFalse();
        assertThat(net.armWakeup()).isTrue();
        assertThat(net.transmit(frame(net, pattern(60, 1)))).isTrue();
        net.flush();
        assertThat(net.pool().available()).isEqualTo(net.pool().size());
    }

    @Test
    void the_stack_is_woken_by_what_comes_after_it_went_to_sleep() {
        FrameStreamNet net = start();
        var wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        assertThat(net.armWakeup()).isTrue();
        host.deliverFrame(pattern(60, 1));
        host.letThrough(Integer.MAX_VALUE);
        assertThat(wakeups).hasValue(1);
    }

    @Test
    void the_stack_must_not_sleep_when_something_is_there() {
        FrameStreamNet net = start();
        host.deliverFrame(pattern(60, 1));
        host.letThrough(Integer.MAX_VALUE);
        assertThat(net.armWakeup()).isFalse();
        assertThat(bytes(requireNonNull(net.receive()))).isEqualTo(pattern(60, 1));
    }

    @Test
    void what_the_host_does_not_take_waits_and_goes_on_where_it_stopped() {
        FrameStreamNet net = start();
        host.takeAtMost(1000);
        int sent = 0;
        while (net.transmit(frame(net, pattern(1514, sent)))) {
            sent++;
        }
        assertThat(sent).isGreaterThan(40);
        assertThat(net.armWakeup()).isTrue();
        assertThat(host.awaitsWritable()).isTrue();
        host.takeAtMost(Integer.MAX_VALUE);
        net.flush();
        for (int i = 0; i < sent; i++) {
            assertThat(host.takeFrame()).isEqualTo(pattern(1514, i));
        }
    }

    private static PacketBuffer frame(FrameStreamNet net, byte[] bytes) {
        PacketBuffer frame = requireNonNull(net.pool().take(net.headroom()));
        frame.setLength(bytes.length);
        frame.put(0, bytes, 0, bytes.length);
        return frame;
    }

    private static byte[] bytes(PacketBuffer frame) {
        byte[] bytes = new byte[frame.length()];
        frame.get(0, bytes, 0, bytes.length);
        return bytes;
    }

    private static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
