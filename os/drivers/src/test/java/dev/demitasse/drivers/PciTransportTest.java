package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver.DeviceException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PciTransportTest {
    private final SimulatedBus bus = new SimulatedBus();
    private final SimulatedNet device = SimulatedNet.full(bus);
    private final VirtioDriver driver = new VirtioDriver();

    private VirtioNet start(DeviceDescriptor.Pci descriptor) {
        return (VirtioNet) requireNonNull(driver.start(descriptor, bus));
    }

    private void assertStartFails(DeviceDescriptor.Pci descriptor, String message) {
        assertThatThrownBy(() -> driver.start(descriptor, bus))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("PCI device 1af4:10")
                .hasMessageContaining(" at 00:03.0")
                .hasMessageContaining(message);
    }

    private void assertCarriesFramesAndInterrupts(VirtioNet net) {
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        for (int i = 1; i <= 5; i++) {
            assertThat(net.armWakeup()).isTrue();
            device.deliver(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, (byte) i});
            assertThat(wakeups).hasValue(i);
            var frame = requireNonNull(net.receive());
            assertThat(frame.getByte(13)).isEqualTo((byte) i);
            net.transmit(frame);
            net.flush();
            assertThat(device.sent()).hasSize(i);
        }
    }

    @Test
    void a_modern_device_carries_frames_with_message_interrupts() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        assertCarriesFramesAndInterrupts(start(pci.modern()));
        assertThat(bus.messageInterrupts()).isEqualTo(2);
    }

    @Test
    void a_transitional_device_is_driven_through_its_modern_interface() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        assertCarriesFramesAndInterrupts(start(pci.transitional()));
    }

    @Test
    void bringing_up_a_network_device_takes_59_register_and_25_configuration_accesses() {
        device.offerFeatures(DeviceStatus.EVENT_INDEX);
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        start(pci.modern());
        assertThat(bus.accesses()).isEqualTo(59);
        assertThat(pci.configurationAccesses()).isEqualTo(25);
    }

    @Test
    void one_vector_serves_for_everything_when_there_are_no_more() {
        SimulatedPci pci = new SimulatedPci(bus, device, 1, true);
        VirtioNet net = start(pci.modern());
        assertCarriesFramesAndInterrupts(net);
        device.configuration().putShort(6, (short) 0);
        device.changeConfiguration();
        assertThat(net.linkUp()).isFalse();
        assertThat(bus.messageInterrupts()).isOne();
    }

    @Test
    void without_message_interrupts_the_line_is_used() {
        SimulatedPci pci = new SimulatedPci(bus, device, 0, true);
        VirtioNet net = start(pci.modern());
        assertThat(bus.hasLineHandler(SimulatedPci.LINE)).isTrue();
        assertCarriesFramesAndInterrupts(net);
        device.configuration().putShort(6, (short) 0);
        device.changeConfiguration();
        assertThat(net.linkUp()).isFalse();
    }

    @Test
    void without_any_interrupt_the_device_is_reported() {
        SimulatedPci pci = new SimulatedPci(bus, device, 0, true);
        pci.space().put(0x3c, (byte) 0xff);
        assertStartFails(pci.modern(), "no MSI-X and the firmware gave it no interrupt line");
    }

    @Test
    void a_device_that_cannot_serve_a_vector_is_reported() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.refuseVectors();
        assertStartFails(pci.modern(), "cannot serve its MSI-X vector 0");
        assertThat(device.failed()).isTrue();
    }

    @Test
    void addresses_that_firmware_left_out_come_from_the_platform() {
        bus.offerAddressSpace(0xe000_1000L);
        SimulatedPci pci = new SimulatedPci(bus, device, 4, false);
        assertCarriesFramesAndInterrupts(start(pci.modern()));
    }

    @Test
    void addresses_that_no_one_assigns_are_reported_with_the_mend() {
        SimulatedPci pci = new SimulatedPci(bus, device, 0, false);
        assertStartFails(pci.modern(), "memory BAR 4 of 16384 bytes no address");
    }

    @Test
    void a_device_without_the_modern_interface_is_reported_with_the_mend() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.space().put(0x34, (byte) 0);
        assertStartFails(pci.transitional(), "has no modern virtio interface: with QEMU, leave out disable-modern=on");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x84, 0x98})
    void a_capability_list_that_runs_in_a_circle_is_reported(int target) {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.space().put(0x41, (byte) target);
        assertStartFails(pci.modern(), "broken capability list");
    }

    @Test
    void a_capability_list_that_leads_into_the_header_is_reported() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.space().put(0x41, (byte) 0x10);
        assertStartFails(pci.modern(), "broken capability list (entry 6 at 0x10)");
    }

    @Test
    void a_structure_behind_a_register_that_does_not_exist_is_reported() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.space().put(0x44, (byte) 6);
        assertStartFails(pci.modern(), "BAR 6, which does not exist");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x4000, -1, 0x3001})
    void a_structure_past_the_end_of_its_register_is_reported(int offset) {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.space().putInt(0x48, offset);
        assertStartFails(pci.modern(), "of BAR 4 (0xfe004000), which ends before");
    }

    @Test
    void a_notification_past_the_end_of_its_structure_is_reported() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        pci.space().putInt(0x80, 0x1000);
        assertStartFails(
                pci.modern(), "places the notification of queue 1 at offset 4096 of a structure of 4096 bytes");
    }

    @Test
    void functions_of_other_vendors_and_types_are_left_alone() {
        SimulatedPci pci = new SimulatedPci(bus, device, 4, true);
        var e1000 = new DeviceDescriptor.Pci(pci.modern().configuration(), 0x8086, 0x100e, "00:03.0");
        assertThat(driver.start(e1000, bus)).isNull();
        assertThat(driver.start(pci.descriptor(0x1040 + 5), bus)).isNull();
        assertThat(driver.start(pci.descriptor(0x1110), bus)).isNull();
        assertThat(pci.configurationAccesses()).isZero();
    }
}
