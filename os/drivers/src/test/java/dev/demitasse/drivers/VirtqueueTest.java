package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.drivers.SimulatedQueue.Chain;
import dev.demitasse.drivers.SimulatedQueue.Segment;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver.DeviceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtqueueTest {
    private static final int SIZE = 8;

    private final SimulatedBus bus = new SimulatedBus();
    private final Device device = new Device(bus, SIZE);
    private final MmioTransport transport = plug(device);
    private final long buffer = bus.allocate(4096, 64).address();
    private int interrupts;

    /** A device that does nothing by itself. */
    private static final class Device extends SimulatedVirtio {
        Device(SimulatedBus bus, int size) {
            super(bus, 4, DeviceStatus.EVENT_INDEX, size);
        }

        @Override
        protected void notified(int queue) {}

        SimulatedQueue ring() {
            return queue(0);
        }

        Chain take() {
            return requireNonNull(ring().take());
        }

        void use(Chain chain, int written) {
            ring().use(chain, written);
            announce(ring());
        }
    }

    private MmioTransport plug(Device device) {
        SimulatedMmio.plug(bus, device);
        return new MmioTransport((DeviceDescriptor.VirtioMmio) SimulatedMmio.descriptor(), bus);
    }

    private Virtqueue start(boolean eventIndex) {
        if (!eventIndex) {
            device.withdrawFeatures(DeviceStatus.EVENT_INDEX);
        }
        DeviceStatus.negotiate(transport, 0);
        Virtqueue queue = new Virtqueue(transport, bus, 0, SIZE, eventIndex, () -> interrupts++);
        DeviceStatus.complete(transport);
        return queue;
    }

    private int offer(Virtqueue queue, int length) {
        queue.append(buffer, length, true);
        return queue.offer();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void chains_come_back_with_what_was_written_in_the_order_the_device_used_them(boolean eventIndex) {
        Virtqueue queue = start(eventIndex);
        int first = offer(queue, 100);
        int second = offer(queue, 200);
        queue.flush();
        Chain firstTaken = device.take();
        Chain secondTaken = device.take();

        device.use(secondTaken, 150);
        device.use(firstTaken, 0);

        assertThat(queue.takeUsed()).isEqualTo(second);
        assertThat(queue.usedLength()).isEqualTo(150);
        assertThat(queue.takeUsed()).isEqualTo(first);
        assertThat(queue.usedLength()).isZero();
        assertThat(queue.takeUsed()).isEqualTo(Virtqueue.NONE);
        assertThat(queue.free()).isEqualTo(SIZE);
    }

    @Test
    void a_chain_shows_the_device_its_buffers_in_order() {
        Virtqueue queue = start(true);
        queue.append(buffer, 16, false);
        queue.append(buffer + 512, 300, true);
        queue.append(buffer + 16, 1, true);
        queue.offer();
        queue.flush();

        assertThat(device.take().segments())
                .containsExactly(
                        new Segment(buffer, 16, false),
                        new Segment(buffer + 512, 300, true),
                        new Segment(buffer + 16, 1, true));
        assertThat(queue.outstanding()).isEqualTo(3);
    }

    @Test
    void nothing_is_shown_before_the_flush() {
        Virtqueue queue = start(true);
        offer(queue, 1);
        assertThat(device.ring().waiting()).isZero();
        queue.flush();
        assertThat(device.ring().waiting()).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_flush_notifies_once_and_an_empty_one_not_at_all(boolean eventIndex) {
        Virtqueue queue = start(eventIndex);
        for (int i = 0; i < SIZE; i++) {
            offer(queue, 1);
        }
        queue.flush();
        queue.flush();
        assertThat(device.notifications()).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_device_that_wants_no_notification_gets_none(boolean eventIndex) {
        Virtqueue queue = start(eventIndex);
        device.ring().setNotifications(false);
        offer(queue, 1);
        queue.flush();
        assertThat(device.notifications()).isZero();

        device.take();
        device.ring().setNotifications(true);
        offer(queue, 1);
        queue.flush();
        assertThat(device.notifications()).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void there_is_no_interrupt_until_asked_for_and_then_one(boolean eventIndex) {
        Virtqueue queue = start(eventIndex);
        for (int i = 0; i < 4; i++) {
            offer(queue, 1);
        }
        queue.flush();
        device.use(device.take(), 1);
        assertThat(interrupts).isZero();
        assertThat(queue.takeUsed()).isNotEqualTo(Virtqueue.NONE);

        assertThat(queue.enableInterrupts()).isTrue();
        device.use(device.take(), 1);
        assertThat(interrupts).isOne();

        queue.disableInterrupts();
        device.use(device.take(), 1);
        assertThat(interrupts).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interrupts_stay_off_when_something_was_used_already(boolean eventIndex) {
        Virtqueue queue = start(eventIndex);
        offer(queue, 1);
        offer(queue, 1);
        queue.flush();
        device.use(device.take(), 1);

        assertThat(queue.enableInterrupts()).isFalse();
        device.use(device.take(), 1);
        assertThat(interrupts).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_second_interrupt_comes_however_often_the_indexes_wrap(boolean eventIndex) {
        Virtqueue queue = start(eventIndex);
        int rounds = 70_000;
        for (int i = 0; i < rounds; i++) {
            offer(queue, 1);
            queue.flush();
            if (i % 2 == 0) {
                assertThat(queue.enableInterrupts()).isTrue();
            }
            device.use(device.take(), 1);
            queue.disableInterrupts();
            assertThat(queue.takeUsed()).isNotEqualTo(Virtqueue.NONE);
        }
        assertThat(interrupts).isEqualTo(rounds / 2);
        assertThat(device.notifications()).isEqualTo(rounds);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void any_mix_of_chains_and_orders_returns_each_token_once(long seed) {
        Random random = new Random(seed);
        Virtqueue queue = start(seed % 2 == 0);
        Map<Integer, Integer> lengths = new HashMap<>();
        List<Chain> held = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int wanted = 1 + random.nextInt(3);
            if (random.nextBoolean() && queue.free() >= wanted) {
                int length = 0;
                for (int i = 0; i < wanted; i++) {
                    int part = 1 + random.nextInt(500);
                    queue.append(buffer, part, true);
                    length += part;
                }
                assertThat(lengths.put(queue.offer(), length)).isNull();
            }
            if (random.nextInt(3) == 0) {
                queue.flush();
            }
            if (device.ring().waiting() > 0 && random.nextBoolean()) {
                held.add(device.take());
            }
            if (!held.isEmpty() && random.nextBoolean()) {
                Chain chain = held.remove(random.nextInt(held.size()));
                device.use(chain, chain.writable());
            }
            int token = random.nextInt(3) == 0 ? queue.takeUsed() : Virtqueue.NONE;
            if (token != Virtqueue.NONE) {
                assertThat(queue.usedLength()).isEqualTo(lengths.remove(token));
            }
        }
        assertThat(lengths.size()).isLessThanOrEqualTo(queue.outstanding());
    }

    @Test
    void the_length_reported_for_a_chain_that_was_only_read_is_ignored() {
        Virtqueue queue = start(true);
        queue.append(buffer, 10, false);
        int token = queue.offer();
        queue.flush();
        device.use(device.take(), 9999);
        assertThat(queue.takeUsed()).isEqualTo(token);
        assertThat(queue.usedLength()).isZero();
    }

    @Test
    void a_full_queue_takes_no_more_buffers() {
        Virtqueue queue = start(true);
        for (int i = 0; i < SIZE; i++) {
            offer(queue, 1);
        }
        assertThatThrownBy(() -> queue.append(buffer, 1, true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_size_is_the_lesser_of_what_is_wanted_and_what_the_device_has() {
        DeviceStatus.negotiate(transport, 0);
        assertThat(new Virtqueue(transport, bus, 0, 256, true, () -> {}).size()).isEqualTo(SIZE);
    }

    @Test
    void a_queue_the_device_does_not_have_is_reported() {
        DeviceStatus.negotiate(transport, 0);
        assertThatThrownBy(() -> new Virtqueue(transport, bus, 1, SIZE, true, () -> {}))
                .isInstanceOf(DeviceException.class)
                .hasMessage("virtio-mmio device at 0xfeb00e00 has no queue 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE, -1, 0x7fff_ffff, 5})
    void a_device_that_uses_a_chain_it_was_not_given_is_caught(int token) {
        Virtqueue queue = start(true);
        offer(queue, 100);
        queue.flush();
        device.ring().lieUsed(token, 1);
        device.ring().announce();
        assertLieIsCaught(
                queue, "used the chain " + Integer.toUnsignedString(token) + " of queue 0, which it does not");
    }

    @Test
    void a_device_that_uses_a_chain_twice_is_caught() {
        Virtqueue queue = start(true);
        int token = offer(queue, 100);
        offer(queue, 100);
        queue.flush();
        device.ring().lieUsed(token, 1);
        device.ring().lieUsed(token, 1);
        device.ring().announce();
        assertThat(queue.takeUsed()).isEqualTo(token);
        assertLieIsCaught(queue, "which it does not have");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, -1, Integer.MIN_VALUE})
    void a_device_that_claims_to_have_written_past_the_buffer_is_caught(int length) {
        Virtqueue queue = start(true);
        int token = offer(queue, 100);
        queue.flush();
        device.ring().lieUsed(token, length);
        device.ring().announce();
        assertLieIsCaught(queue, "wrote " + Integer.toUnsignedString(length) + " bytes into 100 of queue 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1000, 0xffff})
    void a_used_index_beyond_what_the_device_was_given_is_caught(int index) {
        Virtqueue queue = start(true);
        offer(queue, 100);
        queue.flush();
        device.ring().lieUsedIndex(index);
        assertLieIsCaught(queue, "used " + index + " chains of queue 0");
    }

    private void assertLieIsCaught(Virtqueue queue, String message) {
        // Twice: the queue does not carry on as if nothing had been.
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(queue::takeUsed)
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining(message);
        }
        assertThat(device.failed()).isTrue();
    }
}
