package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.PacketBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Network devices with several pairs of queues (5.1.6.5.5). */
class VirtioNetPairsTest {
    private static final int BUFFERS = 128;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final SimulatedBus bus = new SimulatedBus();
    private SimulatedNet device = SimulatedNet.withPairs(bus, 4);

    private VirtioNet start() {
        SimulatedMmio.plug(bus, device);
        return (VirtioNet) requireNonNull(new VirtioDriver().start(SimulatedMmio.descriptor(), bus));
    }

    private VirtioNet start(int pairs) {
        device = SimulatedNet.withPairs(bus, pairs);
        return start();
    }

    /** A frame of IPv4 of which the last four bytes are a number. */
    private static byte[] ipv4(int source, int destination, int protocol, int fragment, int ports, int number) {
        return ByteBuffer.allocate(64)
                .putShort(12, (short) 0x0800)
                .put(14, (byte) 0x45)
                .putShort(20, (short) fragment)
                .put(23, (byte) protocol)
                .putInt(26, source)
                .putInt(30, destination)
                .putInt(34, ports)
                .putInt(60, number)
                .array();
    }

    private static byte[] ipv6(long source, long destination, int protocol, int ports, int number) {
        return ByteBuffer.allocate(80)
                .putShort(12, (short) 0x86dd)
                .put(14, (byte) 0x60)
                .put(20, (byte) protocol)
                .putLong(22, 0x2001_0db8_0000_0000L)
                .putLong(30, source)
                .putLong(38, 0x2001_0db8_0000_0000L)
                .putLong(46, destination)
                .putInt(54, ports)
                .putInt(76, number)
                .array();
    }

    private static boolean send(VirtioNet net, byte[] bytes) {
        PacketBuffer frame = requireNonNull(net.pool().take(net.headroom()));
        frame.setLength(bytes.length);
        frame.put(0, bytes, 0, bytes.length);
        boolean sent = net.transmit(frame);
        if (!sent) {
            frame.release();
        }
        return sent;
    }

    private static int number(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(frame.length - Integer.BYTES);
    }

    private static byte[] numbered(int number) {
        return ByteBuffer.allocate(60).putInt(56, number).array();
    }

    private static int receiveNumber(VirtioNet net) {
        PacketBuffer frame = requireNonNull(net.receive());
        int number = frame.getInt(frame.length() - Integer.BYTES);
        frame.release();
        return number;
    }

    // --- how many ---

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 3", "4, 4", "5, 4", "64, 4"})
    void as_many_pairs_are_used_as_the_device_has_up_to_a_limit(int offered, int used) {
        VirtioNet net = start(offered);
        assertThat(net.pairs()).isEqualTo(used);
        assertThat(device.commandedPairs()).containsExactly(used);
        for (int i = 0; i < offered; i++) {
            SimulatedQueue queue = device.queue(2 * i + VirtioNet.RECEIVE_QUEUE);
            assertThat(queue.enabled()).isEqualTo(i < used);
            if (i < used) {
                assertThat(queue.waiting()).isEqualTo(BUFFERS / 2);
            }
        }
    }

    @Test
    void a_device_with_one_pair_is_commanded_nothing_and_costs_what_it_did() {
        VirtioNet net = start(1);
        assertThat(net.pairs()).isOne();
        assertThat(device.commandedPairs()).isEmpty();
        assertThat(device.queue(2).enabled()).isFalse();
        assertThat(bus.allocated()).isLessThan(272 * 1024);
    }

    @Test
    void a_device_that_does_not_offer_several_pairs_is_used_with_one() {
        device.withdrawFeatures(VirtioNet.MULTIQUEUE);
        VirtioNet net = start();
        assertThat(net.pairs()).isOne();
        assertThat(device.acceptedAny(VirtioNet.CONTROL_QUEUE)).isFalse();
        assertThat(device.queue(2).enabled()).isFalse();
    }

    @Test
    void several_pairs_are_not_asked_for_without_the_control_queue_that_they_need() {
        device.withdrawFeatures(VirtioNet.CONTROL_QUEUE);
        assertThat(start().pairs()).isOne();
        assertThat(device.acceptedAny(VirtioNet.MULTIQUEUE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255})
    void a_device_that_refuses_is_used_with_one_pair(int answer) {
        device.answerWith(answer);
        VirtioNet net = start();
        assertThat(net.pairs()).isOne();
        for (int flow = 0; flow < 20; flow++) {
            assertThat(send(net, ipv4(1, flow, TCP, 0, 80, flow))).isTrue();
            device.deliverTo(0, numbered(flow));
            assertThat(receiveNumber(net)).isEqualTo(flow);
        }
        net.flush();
        assertThat(device.sent()).hasSize(20).allMatch(sent -> sent.pair() == 0);
        assertThat(device.queue(2 + VirtioNet.RECEIVE_QUEUE).waiting()).isZero();
        assertThat(net.armWakeup()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x8001, 0xffff})
    void an_impossible_number_of_pairs_is_reported(int pairs) {
        device.configuration().putShort(8, (short) pairs);
        assertThatThrownBy(this::start)
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("offers " + pairs + " pairs of queues, not 1 to 32768");
        assertThat(device.failed()).isTrue();
    }

    // --- sending ---

    @Test
    void each_flow_is_on_one_pair_in_order_and_flows_are_on_all_pairs() {
        VirtioNet net = start();
        Random random = new Random(1);
        Map<Integer, Integer> sentOf = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            int flow = random.nextInt(100);
            int number = flow << 16 | sentOf.merge(flow, 1, Integer::sum);
            boolean six = flow % 2 == 0;
            assertThat(send(
                            net,
                            six
                                    ? ipv6(1, flow, TCP, 0x01bb_0000 | flow, number)
                                    : ipv4(0x0a000001, 0x0a000100 + flow % 7, TCP, 0, 0x01bb_0000 | flow, number)))
                    .isTrue();
            if (i % 10 == 9) {
                net.flush();
            }
        }
        net.flush();

        Map<Integer, Integer> pairOf = new HashMap<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (SimulatedNet.Sent sent : device.sent()) {
            int flow = number(sent.frame()) >>> 16;
            assertThat(pairOf.computeIfAbsent(flow, _ -> sent.pair())).isEqualTo(sent.pair());
            assertThat(number(sent.frame()) & 0xffff).isEqualTo(last.merge(flow, 1, Integer::sum));
        }
        assertThat(device.sent()).hasSize(5_000);
        assertThat(new HashSet<>(pairOf.values())).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void a_datagrams_fragments_are_on_the_pair_of_whole_datagrams() {
        VirtioNet net = start();
        for (int peer = 0; peer < 50; peer++) {
            send(net, ipv4(1, peer, UDP, 0, 0x0035_0000 | peer, peer));
            send(net, ipv4(1, peer, UDP, 0x2000, 0x0035_0000 | peer, peer));
            send(net, ipv4(1, peer, UDP, 185, 0x1234_5678, peer));
            send(net, ipv4(1, peer, TCP, 0x2000, 80, peer));
            net.flush();
            assertThat(device.sent().stream().map(SimulatedNet.Sent::pair).distinct())
                    .hasSize(1);
            device.sent().clear();
        }
    }

    @Test
    void frames_that_are_not_of_ip_or_end_early_go_out_too() {
        VirtioNet net = start();
        int frames = 0;
        byte[] four = ipv4(1, 2, TCP, 0, 80, 0);
        four[14] = 0x4f; // a header of 60 bytes, of which the frame has 46
        byte[] six = ipv6(1, 2, TCP, 80, 0);
        for (byte[] whole : List.of(four, six, numbered(1))) {
            for (int length = 14; length <= whole.length; length++, frames++) {
                send(net, Arrays.copyOf(whole, length));
                net.flush();
            }
        }
        assertThat(device.sent()).hasSize(frames);
    }

    @Test
    void a_full_ring_holds_up_its_own_flows_only_and_wakes_the_stack_when_there_is_room() {
        VirtioNet net = start();
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        device.holdTransmissions();
        byte[] full = ipv4(1, 1, TCP, 0, 80, 0);
        int sent = 0;
        while (send(net, full)) {
            sent++;
        }
        assertThat(sent).isEqualTo(BUFFERS / 2);
        int others = 0;
        for (int flow = 0; flow < 20; flow++) {
            others += send(net, ipv4(1, flow, TCP, 0, 81, 0)) ? 1 : 0;
        }
        assertThat(others).isGreaterThan(10);
        assertThat(send(net, full)).isFalse();
        net.flush();
        assertThat(net.armWakeup()).isTrue();

        device.completeTransmissions();
        assertThat(wakeups).hasPositiveValue();
        assertThat(net.armWakeup()).isFalse();
        assertThat(send(net, full)).isTrue();
    }

    // --- receiving ---

    @Test
    void all_queues_are_drained_and_none_waits_for_another_that_is_always_full() {
        VirtioNet net = start();
        int number = 0;
        for (; number < 10; number++) {
            device.deliverTo(0, numbered(number));
        }
        device.deliverTo(1, numbered(1001));
        device.deliverTo(3, numbered(1003));
        Set<Integer> others = new HashSet<>();
        for (int i = 0; i < VirtioNet.BATCH + 3 && others.size() < 2; i++) {
            int received = receiveNumber(net);
            if (received >= 1000) {
                others.add(received);
            } else {
                device.deliverTo(0, numbered(number++));
            }
        }
        assertThat(others).containsExactlyInAnyOrder(1001, 1003);
        while (true) {
            PacketBuffer frame = net.receive();
            if (frame == null) {
                break;
            }
            frame.release();
        }
        assertThat(net.framesReceived()).isEqualTo(number + 2);
        assertThat(device.dropped()).isZero();
        assertThat(net.pool().available()).isEqualTo(4 * BUFFERS / 2);
    }

    @Test
    void frames_of_one_queue_come_in_the_order_in_which_the_device_had_them() {
        VirtioNet net = start();
        Random random = new Random(2);
        int[] delivered = new int[4];
        int[] received = new int[4];
        for (int i = 0; i < 2_000; i++) {
            int pair = random.nextInt(4);
            device.deliverTo(pair, numbered(pair << 16 | delivered[pair]++));
            if (random.nextInt(40) == 0) {
                for (PacketBuffer frame = net.receive(); frame != null; frame = net.receive()) {
                    int number = frame.getInt(56);
                    assertThat(number & 0xffff).isEqualTo(received[number >>> 16]++);
                    frame.release();
                }
            }
        }
        assertThat(device.dropped()).isZero();
    }

    @Test
    void a_queue_that_is_flooded_takes_no_buffers_from_the_others() {
        VirtioNet net = start();
        List<PacketBuffer> held = new ArrayList<>();
        for (int i = 0; i < 20 * BUFFERS; i++) {
            device.deliverTo(2, numbered(i));
            PacketBuffer frame = net.receive();
            if (frame != null) {
                held.add(frame);
            }
        }
        assertThat(net.pool().available()).isEqualTo(BUFFERS / 4);
        for (int pair : new int[] {0, 1, 3}) {
            assertThat(device.queue(2 * pair + VirtioNet.RECEIVE_QUEUE).waiting())
                    .isEqualTo(BUFFERS / 2);
        }
        assertThat(send(net, ipv4(1, 1, TCP, 0, 80, 0))).isTrue();
        held.forEach(PacketBuffer::release);
        net.flush();
        assertThat(device.queue(4 + VirtioNet.RECEIVE_QUEUE).waiting()).isEqualTo(BUFFERS / 2);
    }

    // --- sleeping ---

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_frame_in_any_queue_wakes_a_sleeping_stack_once(boolean eventIndex) {
        if (eventIndex) {
            device.offerFeatures(DeviceStatus.EVENT_INDEX);
        }
        VirtioNet net = start();
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        for (int pair = 0; pair < 4; pair++) {
            assertThat(net.armWakeup()).isTrue();
            wakeups.set(0);
            device.deliverTo(pair, numbered(pair));
            assertThat(wakeups).hasValue(1);
            assertThat(receiveNumber(net)).isEqualTo(pair);
            for (int other = 0; other < 4; other++) {
                device.deliverTo(other, numbered(other));
            }
            assertThat(wakeups).as("awake, it polls").hasValue(1);
            assertThat(net.armWakeup()).isFalse();
            for (int other = 0; other < 4; other++) {
                receiveNumber(net);
            }
            assertThat(net.receive()).isNull();
        }
    }

    @Test
    void over_pci_all_pairs_share_one_vector() {
        device.offerFeatures(DeviceStatus.EVENT_INDEX);
        SimulatedPci pci = new SimulatedPci(bus, device, 10, true);
        VirtioNet net = (VirtioNet) requireNonNull(new VirtioDriver().start(pci.modern(), bus));
        assertThat(net.pairs()).isEqualTo(4);
        // And one for the control queue, one for the configuration.
        assertThat(bus.messageInterrupts()).isEqualTo(3);
    }
}
