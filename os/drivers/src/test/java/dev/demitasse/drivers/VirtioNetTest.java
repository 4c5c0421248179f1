package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.PacketBuffer;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtioNetTest {
    private static final int BUFFERS = 128;

    private final SimulatedBus bus = new SimulatedBus();
    private final SimulatedNet device = SimulatedNet.full(bus);

    private VirtioNet start() {
        SimulatedMmio.plug(bus, device);
        return (VirtioNet) requireNonNull(new VirtioDriver().start(SimulatedMmio.descriptor(), bus));
    }

    private static PacketBuffer frame(VirtioNet net, byte[] bytes) {
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

    private static PacketBuffer received(VirtioNet net) {
        return requireNonNull(net.receive());
    }

    // --- coming up ---

    @Test
    void comes_up_with_the_devices_address_and_buffers_to_receive_into() {
        VirtioNet net = start();
        assertThat(device.live()).isTrue();
        assertThat(net.hardwareAddress()).isEqualTo(SimulatedNet.MAC);
        assertThat(net.mtu()).isEqualTo(1500);
        assertThat(net.transmitChecksumOffload()).isTrue();
        assertThat(net.linkUp()).isTrue();
        assertThat(device.queue(VirtioNet.RECEIVE_QUEUE).waiting()).isEqualTo(BUFFERS / 2);
    }

    @Test
    void takes_little_enough_memory_for_a_small_guest() {
        start();
        assertThat(bus.allocated()).isLessThan(272 * 1024);
    }

    @Test
    void the_devices_mtu_counts() {
        device.offerFeatures(VirtioNet.MTU);
        assertThat(start().mtu()).isEqualTo(1400);
    }

    @Test
    void an_mtu_larger_than_a_buffer_is_cut_to_what_fits() {
        device.offerFeatures(VirtioNet.MTU);
        device.configuration().putShort(10, (short) 9000);
        assertThat(start().mtu()).isEqualTo(2048 - 12 - 14);
    }

    @Test
    void an_impossible_mtu_is_reported() {
        device.offerFeatures(VirtioNet.MTU);
        device.configuration().putShort(10, (short) 67);
        assertThatThrownBy(this::start)
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("offers an MTU of 67, less than 68");
        assertThat(device.failed()).isTrue();
    }

    @Test
    void a_device_without_address_gets_a_local_unicast_one() {
        device.withdrawFeatures(VirtioNet.MAC);
        assertThat(start().hardwareAddress()[0] & 0b11).isEqualTo(0b10);
    }

    @Test
    void a_device_with_nothing_optional_works() {
        device.withdrawFeatures(~DeviceStatus.VERSION_1);
        VirtioNet net = start();
        assertThat(net.transmitChecksumOffload()).isFalse();
        device.deliver(pattern(1514, 1));
        assertThat(bytes(received(net))).isEqualTo(pattern(1514, 1));
    }

    // --- sending ---

    @Test
    void a_frame_goes_out_behind_an_empty_header() {
        VirtioNet net = start();
        assertThat(net.transmit(frame(net, pattern(60, 1)))).isTrue();
        assertThat(device.sent()).isEmpty();
        net.flush();

        SimulatedNet.Sent sent = device.sent().getFirst();
        assertThat(sent.frame()).isEqualTo(pattern(60, 1));
        assertThat(List.of(sent.flags(), sent.segmentation(), sent.checksumStart(), sent.checksumOffset()))
                .containsOnly(0);
        assertThat(sent.buffers()).isZero();
    }

    @Test
    void a_requested_checksum_is_left_to_the_device() {
        VirtioNet net = start();
        PacketBuffer frame = frame(net, pattern(60, 1));
        frame.requestChecksum(34, 16);
        net.transmit(frame);
        net.flush();

        SimulatedNet.Sent sent = device.sent().getFirst();
        assertThat(sent.flags()).isEqualTo(1);
        assertThat(sent.checksumStart()).isEqualTo(34);
        assertThat(sent.checksumOffset()).isEqualTo(16);
    }

    @Test
    void a_checksum_no_one_can_complete_is_refused() {
        device.withdrawFeatures(VirtioNet.CHECKSUM);
        VirtioNet net = start();
        PacketBuffer frame = frame(net, pattern(60, 1));
        frame.requestChecksum(34, 16);
        assertThatThrownBy(() -> net.transmit(frame)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_frame_beyond_the_mtu_is_refused() {
        VirtioNet net = start();
        PacketBuffer frame = frame(net, pattern(1519, 1));
        assertThatThrownBy(() -> net.transmit(frame)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void many_frames_go_out_with_one_notification() {
        VirtioNet net = start();
        int before = device.notifications();
        for (int i = 0; i < 30; i++) {
            net.transmit(frame(net, pattern(60, i)));
        }
        net.flush();
        assertThat(device.sent()).hasSize(30);
        assertThat(device.notifications()).isEqualTo(before + 1);
    }

    @Test
    void sent_buffers_return_to_the_pool() {
        VirtioNet net = start();
        int free = net.pool().available();
        for (int i = 0; i < 10 * BUFFERS; i++) {
            net.transmit(frame(net, pattern(60, i)));
            net.flush();
        }
        assertThat(net.pool().available()).isEqualTo(free);
        assertThat(net.framesSent()).isEqualTo(10 * BUFFERS);
    }

    @Test
    void a_full_ring_leaves_the_frame_with_its_sender_until_there_is_room() {
        System.setProperty(VirtioDriver.BUFFERS_PROPERTY, "16");
        VirtioNet net;
        try {
            net = start();
        } finally {
            System.clearProperty(VirtioDriver.BUFFERS_PROPERTY);
        }
        device.holdTransmissions();
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        for (int i = 0; i < 8; i++) {
            net.transmit(received(net, i));
        }
        PacketBuffer ninth = received(net, 9);
        assertThat(net.transmit(ninth)).isFalse();
        assertThat(ninth.length()).isEqualTo(60);
        net.flush();
        assertThat(net.armWakeup()).isTrue();

        device.completeTransmissions();
        assertThat(wakeups).hasValue(1);
        assertThat(net.armWakeup()).isFalse();
        assertThat(net.transmit(ninth)).isTrue();
    }

    /** A buffer that came in from the wire, to be sent on. */
    private PacketBuffer received(VirtioNet net, int seed) {
        device.deliver(pattern(60, seed));
        return received(net);
    }

    // --- receiving ---

    @ParameterizedTest
    @ValueSource(ints = {14, 60, 1514, 2036})
    void a_frame_comes_in_without_its_header(int length) {
        VirtioNet net = start();
        device.deliver(pattern(length, 7));
        PacketBuffer frame = received(net);
        assertThat(bytes(frame)).isEqualTo(pattern(length, 7));
        assertThat(frame.checksumVerified()).isFalse();
        assertThat(frame.checksumRequested()).isFalse();
        assertThat(frame.headroom()).isGreaterThanOrEqualTo(net.headroom());
        assertThat(net.receive()).isNull();
        assertThat(net.framesReceived()).isOne();
    }

    @Test
    void a_checksum_the_device_has_verified_is_marked() {
        VirtioNet net = start();
        device.deliver(2, 0, 0, pattern(60, 1));
        assertThat(received(net).checksumVerified()).isTrue();
    }

    @Test
    void a_checksum_that_a_neighbour_never_made_counts_as_verified_and_is_requested_again_by_a_forwarder() {
        VirtioNet net = start();
        device.deliver(1, 34, 16, pattern(60, 1));
        PacketBuffer frame = received(net);
        assertThat(frame.checksumVerified()).isTrue();
        net.transmit(frame);
        net.flush();
        assertThat(device.sent().getFirst().flags()).isEqualTo(1);
        assertThat(device.sent().getFirst().checksumStart()).isEqualTo(34);
        assertThat(device.sent().getFirst().checksumOffset()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {44, 60, 0xffff})
    void a_checksum_outside_the_frame_drops_it(int start) {
        VirtioNet net = start();
        device.deliver(1, start, 16, pattern(60, 1));
        device.deliver(pattern(60, 2));
        assertThat(bytes(received(net))).isEqualTo(pattern(60, 2));
        assertThat(net.framesDropped()).isOne();
    }

    /** Two, three and five buffers; the last full to the last byte, and with a single byte in it. */
    @ParameterizedTest
    @ValueSource(ints = {2037, 4084, 4085, 5000, 9018, 9204})
    void a_frame_over_several_buffers_comes_in_whole(int length) {
        VirtioNet net = start();
        int free = net.pool().available();
        for (int i = 0; i < 100; i++) {
            device.deliver(2, 0, 0, pattern(length, i));
            device.deliver(pattern(60, i));
            PacketBuffer frame = received(net);
            assertThat(bytes(frame)).isEqualTo(pattern(length, i));
            assertThat(frame.checksumVerified()).isTrue();
            assertThat(frame.headroom()).isGreaterThanOrEqualTo(net.headroom());
            frame.release();
            PacketBuffer next = received(net);
            assertThat(bytes(next)).isEqualTo(pattern(60, i));
            next.release();
        }
        assertThat(net.receive()).isNull();
        assertThat(net.framesReceived()).isEqualTo(200);
        assertThat(net.pool().available()).isEqualTo(free);
        assertThat(device.queue(VirtioNet.RECEIVE_QUEUE).waiting()).isEqualTo(BUFFERS / 2);
    }

    @Test
    void a_frame_too_long_to_be_joined_is_dropped_and_its_buffers_are_used_again() {
        VirtioNet net = start();
        int free = net.pool().available();
        device.deliver(pattern(9205, 1));
        device.deliver(pattern(60, 2));
        PacketBuffer next = received(net);
        assertThat(bytes(next)).isEqualTo(pattern(60, 2));
        next.release();
        assertThat(net.receive()).isNull();
        assertThat(net.framesDropped()).isOne();
        assertThat(net.pool().available()).isEqualTo(free);
        assertThat(device.queue(VirtioNet.RECEIVE_QUEUE).waiting()).isEqualTo(BUFFERS / 2);
    }

    @Test
    void long_frames_beyond_those_the_stack_can_have_at_a_time_are_dropped() {
        VirtioNet net = start();
        List<PacketBuffer> held = new ArrayList<>();
        for (int i = 0; i < VirtioNet.JUMBO_BUFFERS; i++) {
            device.deliver(pattern(5000, i));
            held.add(received(net));
        }
        device.deliver(pattern(5000, 9));
        assertThat(net.receive()).isNull();
        assertThat(net.framesDropped()).isOne();

        held.forEach(PacketBuffer::release);
        device.deliver(pattern(5000, 10));
        assertThat(bytes(received(net))).isEqualTo(pattern(5000, 10));
    }

    @Test
    void a_device_that_never_sends_long_frames_costs_no_memory_for_them() {
        VirtioNet net = start();
        int before = bus.allocated();
        device.deliver(pattern(2036, 1));
        received(net).release();
        assertThat(bus.allocated()).isEqualTo(before);
    }

    @Test
    void a_long_burst_is_received_whole_because_the_ring_is_refilled_on_the_way() {
        VirtioNet net = start();
        for (int i = 0; i < 1000; i++) {
            device.deliver(pattern(100, i));
            if (i % 40 == 39) {
                for (int j = i - 39; j <= i; j++) {
                    PacketBuffer frame = received(net);
                    assertThat(bytes(frame)).isEqualTo(pattern(100, j));
                    frame.release();
                }
            }
        }
        assertThat(device.dropped()).isZero();
    }

    @Test
    void frames_the_stack_holds_on_to_never_take_the_last_buffers_for_sending() {
        VirtioNet net = start();
        List<PacketBuffer> held = new ArrayList<>();
        for (int i = 0; i < 10 * BUFFERS; i++) {
            device.deliver(pattern(60, i));
            PacketBuffer frame = net.receive();
            if (frame != null) {
                held.add(frame);
            }
        }
        assertThat(held).hasSize(BUFFERS * 3 / 4);
        assertThat(net.pool().available()).isEqualTo(BUFFERS / 4);
        assertThat(net.transmit(frame(net, pattern(60, 1)))).isTrue();
        net.flush();

        held.forEach(PacketBuffer::release);
        net.flush();
        device.deliver(pattern(60, 5));
        assertThat(bytes(received(net))).isEqualTo(pattern(60, 5));
    }

    // --- sleeping ---

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_frame_wakes_a_sleeping_stack_once(boolean eventIndex) {
        if (eventIndex) {
            device.offerFeatures(DeviceStatus.EVENT_INDEX);
        }
        VirtioNet net = start();
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        device.deliver(pattern(60, 1));
        assertThat(wakeups).hasValue(0);
        received(net).release();

        assertThat(net.armWakeup()).isTrue();
        device.deliver(pattern(60, 2));
        assertThat(wakeups).hasValue(1);
        received(net).release();
        device.deliver(pattern(60, 3));
        assertThat(wakeups).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_stack_must_not_sleep_on_a_frame_that_has_arrived(boolean eventIndex) {
        if (eventIndex) {
            device.offerFeatures(DeviceStatus.EVENT_INDEX);
        }
        VirtioNet net = start();
        device.deliver(pattern(60, 1));
        assertThat(net.armWakeup()).isFalse();
        received(net).release();
        assertThat(net.armWakeup()).isTrue();
    }

    @Test
    void an_empty_pool_wakes_the_stack_when_transmitted_buffers_come_back() {
        VirtioNet net = start();
        device.holdTransmissions();
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        for (int i = 0; i < BUFFERS / 2; i++) {
            net.transmit(frame(net, pattern(60, i)));
        }
        net.flush();
        assertThat(net.pool().take(0)).isNull();
        assertThat(net.armWakeup()).isTrue();
        device.completeTransmissions();
        assertThat(wakeups).hasValue(1);
        net.flush();
        assertThat(net.pool().available()).isEqualTo(BUFFERS / 2);
    }

    @Test
    void a_pulled_cable_is_noticed() {
        VirtioNet net = start();
        device.configuration().putShort(6, (short) 0);
        device.changeConfiguration();
        assertThat(net.linkUp()).isFalse();
        device.configuration().putShort(6, (short) 1);
        device.changeConfiguration();
        assertThat(net.linkUp()).isTrue();
    }

    // --- devices that lie ---

    @Test
    void a_device_that_asks_for_a_reset_is_used_no_more() {
        VirtioNet net = start();
        device.demandReset();
        assertThatThrownBy(net::receive).isInstanceOf(DeviceException.class).hasMessageContaining("out of order");
    }

    @Test
    void a_frame_shorter_than_its_header_is_a_lie() {
        VirtioNet net = start();
        lieReceived(11, 1);
        assertLieIsCaught(net, "fewer bytes than its header");
    }

    @Test
    void a_frame_over_no_buffers_is_a_lie() {
        VirtioNet net = start();
        lieReceived(72, 0);
        assertLieIsCaught(net, "a frame over 0 buffers");
    }

    @Test
    void a_frame_over_buffers_that_were_not_used_is_a_lie() {
        VirtioNet net = start();
        lieReceived(2048, 3);
        assertLieIsCaught(net, "over 3 buffers, but used only 1");
    }

    @Test
    void a_frame_over_more_buffers_than_there_are_is_a_lie() {
        VirtioNet net = start();
        lieReceived(2048, 0xffff);
        assertLieIsCaught(net, "a frame over 65535 buffers");
    }

    private void lieReceived(int length, int buffers) {
        SimulatedQueue queue = device.queue(VirtioNet.RECEIVE_QUEUE);
        SimulatedQueue.Chain chain = requireNonNull(queue.take());
        chain.write(10, new byte[] {(byte) buffers, (byte) (buffers >> 8)});
        queue.use(chain, length);
        queue.announce();
    }

    private void assertLieIsCaught(VirtioNet net, String message) {
        assertThatThrownBy(net::receive).isInstanceOf(DeviceException.class).hasMessageContaining(message);
        assertThat(device.failed()).isTrue();
        assertThatThrownBy(net::receive).isInstanceOf(DeviceException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_a_device_writes_into_its_rings_ends_in_an_exception_or_in_frames_within_their_buffers(long seed) {
        Random random = new Random(seed);
        VirtioNet net = start();
        SimulatedQueue queue = device.queue(VirtioNet.RECEIVE_QUEUE);
        Deque<PacketBuffer> held = new ArrayDeque<>();
        for (int i = 0; i < 200; i++) {
            queue.lieUsed(random.nextInt(-1, 70), random.nextInt(-10, 2100));
            if (random.nextInt(4) == 0) {
                queue.lieUsedIndex(random.nextInt(0x10000));
            } else {
                queue.announce();
            }
            try {
                PacketBuffer frame = net.receive();
                if (frame != null) {
                    assertThat(frame.length()).isBetween(0, 2036);
                    held.add(frame);
                }
            } catch (DeviceException e) {
                assertThat(device.failed()).isTrue();
            }
        }
        held.forEach(PacketBuffer::release);
    }

    // --- segments of TCP ---

    private VirtioNet startSegmenting() {
        device.offerFeatures(VirtioNet.HOST_TSO | VirtioNet.GUEST_TSO);
        return start();
    }

    /** A frame of so many bytes of which the headers say that they are TCP's, with timestamps. */
    private static byte[] tcpFrame(boolean six, int length, int seed) {
        byte[] bytes = pattern(length, seed);
        bytes[12] = (byte) (six ? 0x86 : 0x08);
        bytes[13] = (byte) (six ? 0xdd : 0x00);
        bytes[(six ? 54 : 34) + 12] = (byte) 0x80;
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_long_tcp_packet_goes_out_whole_with_what_the_device_must_know_to_cut_it(boolean six) {
        VirtioNet net = startSegmenting();
        assertThat(net.segmentationLimit()).isEqualTo(65535);
        int transport = six ? 54 : 34;
        byte[] bytes = tcpFrame(six, 14 + 65535, 1);
        PacketBuffer frame = requireNonNull(net.takeLarge(net.headroom()));
        frame.setLength(bytes.length);
        frame.put(0, bytes, 0, bytes.length);
        frame.requestChecksum(transport, 16);
        frame.setSegmentSize(1448);
        assertThat(net.transmit(frame)).isTrue();
        net.flush();

        SimulatedNet.Sent sent = device.sent().getFirst();
        assertThat(sent.frame()).isEqualTo(bytes);
        assertThat(sent.flags()).isEqualTo(1);
        assertThat(sent.segmentation()).isEqualTo(six ? 4 : 1);
        assertThat(sent.segmentSize()).isEqualTo(1448);
        assertThat(sent.headers()).isEqualTo(transport + 32);
        assertThat(sent.checksumStart()).isEqualTo(transport);
        assertThat(sent.checksumOffset()).isEqualTo(16);
        net.flush();
        assertThat(requireNonNull(net.takeLarge(0)).segmentSize()).isZero();
    }

    @Test
    void the_buffers_for_long_packets_are_few_cost_nothing_until_wanted_and_come_back() {
        VirtioNet net = startSegmenting();
        int before = bus.allocated();
        device.holdTransmissions();
        assertThat(net.segmentationLimit()).isPositive();
        assertThat(bus.allocated()).isGreaterThan(before + (VirtioNet.LARGE_BUFFERS - 1) * LargeBuffers.SIZE);
        for (int i = 0; i < VirtioNet.LARGE_BUFFERS; i++) {
            PacketBuffer frame = requireNonNull(net.takeLarge(net.headroom()));
            byte[] bytes = tcpFrame(false, 5000, i);
            frame.setLength(bytes.length);
            frame.put(0, bytes, 0, bytes.length);
            frame.requestChecksum(34, 16);
            frame.setSegmentSize(1448);
            net.transmit(frame);
        }
        net.flush();
        assertThat(net.takeLarge(0)).isNull();
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        assertThat(net.armWakeup()).isTrue();
        device.completeTransmissions();
        assertThat(wakeups).hasValue(1);
        assertThat(net.takeLarge(0)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1449, 5000, 40_000, 14 + 65535})
    void a_joined_frame_comes_in_whole_and_says_how_long_its_segments_were(int length) {
        VirtioNet net = startSegmenting();
        int free = net.pool().available();
        for (int i = 0; i < 100; i++) {
            device.deliverJoined(i % 2 == 0 ? 1 : 4, 1448, 34, 16, pattern(length, i));
            device.deliver(pattern(60, i));
            PacketBuffer frame = received(net);
            assertThat(bytes(frame)).isEqualTo(pattern(length, i));
            assertThat(frame.segmentSize()).isEqualTo(1448);
            assertThat(frame.checksumVerified()).isTrue();
            frame.release();
            PacketBuffer next = received(net);
            assertThat(bytes(next)).isEqualTo(pattern(60, i));
            assertThat(next.segmentSize()).isZero();
            next.release();
        }
        assertThat(device.dropped()).isZero();
        assertThat(net.receive()).isNull();
        assertThat(net.pool().available()).isEqualTo(free);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 0x81, 0xff})
    void a_joined_frame_that_is_not_of_tcp_is_dropped(int segmentation) {
        VirtioNet net = startSegmenting();
        device.deliverJoined(segmentation, 1448, 34, 16, pattern(5000, 1));
        device.deliver(pattern(60, 2));
        assertThat(bytes(received(net))).isEqualTo(pattern(60, 2));
        assertThat(net.framesDropped()).isOne();
    }

    @Test
    void a_joined_frame_of_segments_of_nothing_is_dropped() {
        VirtioNet net = startSegmenting();
        device.deliverJoined(1, 0, 34, 16, pattern(5000, 1));
        assertThat(net.receive()).isNull();
        assertThat(net.framesDropped()).isOne();
    }

    @Test
    void a_device_that_cuts_no_segments_is_given_none() {
        VirtioNet net = start();
        assertThat(net.segmentationLimit()).isZero();
        PacketBuffer frame = frame(net, tcpFrame(false, 1000, 1));
        frame.requestChecksum(34, 16);
        frame.setSegmentSize(500);
        assertThatThrownBy(() -> net.transmit(frame)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void segments_are_not_asked_for_without_what_they_rest_on() {
        device.withdrawFeatures(VirtioNet.CHECKSUM | VirtioNet.MERGEABLE_BUFFERS);
        startSegmenting();
        assertThat(device.accepted(VirtioNet.GUEST_CHECKSUM)).isTrue();
        assertThat(device.acceptedAny(VirtioNet.HOST_TSO | VirtioNet.GUEST_TSO)).isFalse();
    }

    @Test
    void frames_are_not_to_be_joined_where_all_receive_buffers_together_are_too_few_for_one() {
        System.setProperty(VirtioDriver.BUFFERS_PROPERTY, "63");
        try {
            startSegmenting();
        } finally {
            System.clearProperty(VirtioDriver.BUFFERS_PROPERTY);
        }
        assertThat(device.accepted(VirtioNet.HOST_TSO)).isTrue();
        assertThat(device.acceptedAny(VirtioNet.GUEST_TSO)).isFalse();
    }

    // --- cost ---

    @Test
    void nothing_is_allocated_per_frame() {
        device.offerFeatures(DeviceStatus.EVENT_INDEX);
        VirtioNet net = start();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] frame = pattern(60, 1);
        long allocated = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            device.deliver(frame);
            // The device is told nothing while the driver is measured: it would allocate in this thread.
            device.queue(VirtioNet.RECEIVE_QUEUE).setNotifications(false);
            device.queue(VirtioNet.TRANSMIT_QUEUE).setNotifications(false);
            long before = threads.getCurrentThreadAllocatedBytes();
            PacketBuffer received = net.receive();
            if (received != null) {
                net.transmit(received);
            }
            net.flush();
            net.receive();
            net.armWakeup();
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            device.completeTransmissions();
        }
        assertThat(device.sent()).hasSize(rounds);
        // No object is smaller than 16 bytes: this leaves room for what a JVM allocates once, and for nothing else.
        assertThat(allocated).isLessThan(rounds);
    }
}
