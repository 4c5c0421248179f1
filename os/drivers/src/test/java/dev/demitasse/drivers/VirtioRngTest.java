package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.Driver.DeviceException;
import dev.demitasse.machine.Entropy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtioRngTest {
    private final SimulatedBus bus = new SimulatedBus();

    private Entropy start(SimulatedEntropy device) {
        SimulatedMmio.plug(bus, device);
        return (Entropy) requireNonNull(new VirtioDriver().start(SimulatedMmio.descriptor(), bus));
    }

    private static byte[] countingFrom(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    private static byte[] fill(Entropy entropy, int length) {
        byte[] bytes = new byte[length];
        entropy.fill(bytes, 0, length);
        return bytes;
    }

    @Test
    void the_first_bytes_are_asked_for_before_anyone_needs_them() {
        SimulatedEntropy device = new SimulatedEntropy(bus, 64);
        device.answerLate();
        start(device);
        assertThat(device.asked()).isTrue();
    }

    @Test
    void no_byte_is_handed_out_twice() {
        Entropy entropy = start(new SimulatedEntropy(bus, 64));
        assertThat(fill(entropy, 10)).isEqualTo(countingFrom(1, 10));
        assertThat(fill(entropy, 100)).isEqualTo(countingFrom(11, 100));
        assertThat(entropy.nextLong()).isEqualTo(0x6f70717273747576L);
    }

    @Test
    void a_device_that_gives_a_little_at_a_time_is_asked_again() {
        Entropy entropy = start(new SimulatedEntropy(bus, 3));
        assertThat(fill(entropy, 50)).isEqualTo(countingFrom(1, 50));
    }

    @Test
    void only_the_range_asked_for_is_filled() {
        Entropy entropy = start(new SimulatedEntropy(bus, 64));
        byte[] bytes = new byte[5];
        entropy.fill(bytes, 1, 3);
        assertThat(bytes).containsExactly(0, 1, 2, 3, 0);
        assertThatThrownBy(() -> entropy.fill(bytes, 3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void bytes_handed_out_are_erased_from_the_memory_shared_with_the_device() {
        Entropy entropy = start(new SimulatedEntropy(bus, 64));
        fill(entropy, 64);
        byte[] shared = new byte[VirtioRng.REQUEST];
        bus.memory(SimulatedBus.MEMORY, VirtioRng.REQUEST).get(shared);
        assertThat(shared).containsOnly(0);
    }

    @Test
    void a_caller_sleeps_until_a_slow_device_answers() throws Exception {
        SimulatedEntropy device = new SimulatedEntropy(bus, 64);
        device.answerLate();
        Entropy entropy = start(device);
        var bytes = CompletableFuture.supplyAsync(() -> fill(entropy, 8));
        Thread.sleep(30);
        assertThat(bytes).isNotDone();
        device.answer();
        assertThat(bytes.get(10, TimeUnit.SECONDS)).isEqualTo(countingFrom(1, 8));
    }

    @Test
    void an_interrupt_of_the_waiting_thread_is_kept_for_later() throws Exception {
        SimulatedEntropy device = new SimulatedEntropy(bus, 64);
        device.answerLate();
        Entropy entropy = start(device);
        var interrupted = new CompletableFuture<Boolean>();
        Thread thread = Thread.ofPlatform().start(() -> {
            fill(entropy, 8);
            interrupted.complete(Thread.interrupted());
        });
        thread.interrupt();
        Thread.sleep(30);
        assertThat(interrupted).isNotDone();
        device.answer();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        thread.join();
    }

    @Test
    void an_answer_of_no_bytes_is_a_lie() {
        Entropy entropy = start(new SimulatedEntropy(bus, 0));
        assertThatThrownBy(() -> fill(entropy, 1))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("random bytes with none");
    }

    @Test
    void a_device_without_configuration_is_driven_over_pci_too() {
        SimulatedEntropy device = new SimulatedEntropy(bus, 64);
        SimulatedPci pci = new SimulatedPci(bus, device, 2, true);
        // Without the device configuration structure: the entry before it links past it.
        pci.space().put(0x71, (byte) 0x50);
        Entropy entropy = (Entropy) requireNonNull(new VirtioDriver().start(pci.modern(), bus));
        assertThat(fill(entropy, 100)).isEqualTo(countingFrom(1, 100));
    }
}
