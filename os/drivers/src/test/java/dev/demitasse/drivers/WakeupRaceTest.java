package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.PacketBuffer;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Device and stack in threads of their own, on real memory: no frame may fall between arming and sleeping. */
class WakeupRaceTest {
    private static final int FRAMES = 20_000;

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "3, false", "3, true"})
    void a_stack_that_sleeps_whenever_it_may_misses_no_frame(int pairs, boolean eventIndex) throws Exception {
        SimulatedBus bus = new SimulatedBus();
        SimulatedNet device = SimulatedNet.withPairs(bus, pairs);
        if (eventIndex) {
            device.offerFeatures(DeviceStatus.EVENT_INDEX);
        }
        SimulatedMmio.plug(bus, device);
        VirtioNet net = (VirtioNet) requireNonNull(new VirtioDriver().start(SimulatedMmio.descriptor(), bus));
        Semaphore wakeups = new Semaphore(0);
        net.setWakeup(wakeups::release);

        Thread wire = Thread.ofPlatform().start(() -> {
            Random random = new Random(1);
            int[] delivered = new int[pairs];
            for (int i = 0; i < FRAMES; i++) {
                int pair = random.nextInt(pairs);
                SimulatedQueue queue = device.queue(2 * pair + VirtioNet.RECEIVE_QUEUE);
                while (queue.waiting() == 0) {
                    Thread.onSpinWait();
                }
                int number = delivered[pair]++;
                device.deliverTo(
                        pair,
                        new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16), (byte) pair, 5, 6});
                for (int pause = random.nextInt(200); pause > 0; pause--) {
                    Thread.onSpinWait();
                }
            }
        });

        int[] received = new int[pairs];
        int sleeps = 0;
        for (int i = 0; i < FRAMES; ) {
            PacketBuffer frame = net.receive();
            if (frame != null) {
                int number = frame.getUnsignedByte(0) | frame.getUnsignedByte(1) << 8 | frame.getUnsignedByte(2) << 16;
                assertThat(number).isEqualTo(received[frame.getUnsignedByte(3)]++);
                i++;
                frame.release();
            } else if (net.armWakeup()) {
                sleeps++;
                assertThat(wakeups.tryAcquire(10, TimeUnit.SECONDS))
                        .as("woken for frame %s", i)
                        .isTrue();
                wakeups.drainPermits();
            }
        }
        wire.join();
        assertThat(sleeps).isPositive();
    }
}
