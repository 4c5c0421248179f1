package dev.demitasse.drivers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.Driver.DeviceException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MmioTransportTest {
    private final SimulatedBus bus = new SimulatedBus();
    private final SimulatedNet device = SimulatedNet.full(bus);
    private final VirtioDriver driver = new VirtioDriver();

    private void assertStartFails(String message) {
        assertThatThrownBy(() -> driver.start(SimulatedMmio.descriptor(), bus))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining(message);
    }

    @Test
    void bringing_up_a_network_device_takes_46_register_accesses() {
        device.offerFeatures(DeviceStatus.EVENT_INDEX);
        SimulatedMmio.plug(bus, device);
        assertThat(driver.start(SimulatedMmio.descriptor(), bus)).isInstanceOf(VirtioNet.class);
        assertThat(bus.accesses()).isEqualTo(46);
    }

    @Test
    void a_legacy_device_is_reported_with_the_mend() {
        SimulatedMmio.plug(bus, device, 1);
        assertStartFails("virtio-mmio device at 0xfeb00e00 is a legacy one (version 1): start QEMU with"
                + " -global virtio-mmio.force-legacy=false");
    }

    @Test
    void a_version_of_the_future_is_reported() {
        SimulatedMmio.plug(bus, device, 3);
        assertStartFails("unknown version 3");
    }

    @Test
    void a_slot_without_device_is_left_alone_whatever_its_version() {
        SimulatedMmio.plug(bus, new OtherDevice(0), 1);
        assertThat(driver.start(SimulatedMmio.descriptor(), bus)).isNull();
        assertThat(bus.accesses()).isEqualTo(2);
    }

    @Test
    void a_device_of_another_type_is_left_alone() {
        SimulatedMmio.plug(bus, new OtherDevice(5));
        assertThat(driver.start(SimulatedMmio.descriptor(), bus)).isNull();
    }

    @Test
    void registers_that_are_no_virtio_device_are_reported() {
        bus.plug(SimulatedMmio.ADDRESS, new SimulatedRegisters(SimulatedMmio.SIZE) {
            @Override
            int read(int offset, int width) {
                return ~0;
            }

            @Override
            void write(int offset, int width, int value) {
                throw new AssertionError("write to something unknown");
            }
        });
        assertStartFails("is no virtio device (magic 0xffffffff)");
    }

    @Test
    void too_few_registers_are_reported() {
        assertThatThrownBy(() -> driver.start(new DeviceDescriptor.VirtioMmio(SimulatedMmio.ADDRESS, 64, 12), bus))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("64 bytes of registers");
    }

    @Test
    void a_device_that_follows_a_draft_only_is_reported() {
        device.withdrawFeatures(DeviceStatus.VERSION_1);
        SimulatedMmio.plug(bus, device);
        assertStartFails("does not offer VIRTIO_F_VERSION_1");
        assertThat(device.failed()).isTrue();
    }

    @Test
    void a_device_that_refuses_its_own_features_is_reported() {
        device.refuseFeatures();
        SimulatedMmio.plug(bus, device);
        assertStartFails("refuses the features");
        assertThat(device.failed()).isTrue();
    }

    @Test
    void a_slow_reset_is_waited_for() {
        device.resetSlowly(50);
        SimulatedMmio.plug(bus, device);
        assertThat(driver.start(SimulatedMmio.descriptor(), bus)).isNotNull();
    }

    @Test
    void a_reset_that_never_ends_is_reported() {
        device.resetSlowly(Integer.MAX_VALUE);
        SimulatedMmio.plug(bus, device);
        assertThatThrownBy(() -> DeviceStatus.negotiate(
                        new MmioTransport((DeviceDescriptor.VirtioMmio) SimulatedMmio.descriptor(), bus), 0))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("does not finish its reset");
    }

    @Test
    void each_interrupt_is_acknowledged_so_that_the_next_can_come() {
        SimulatedMmio.plug(bus, device);
        VirtioNet net = (VirtioNet) requireNonNull(driver.start(SimulatedMmio.descriptor(), bus));
        AtomicInteger wakeups = new AtomicInteger();
        net.setWakeup(wakeups::incrementAndGet);
        for (int i = 0; i < 10; i++) {
            assertThat(net.armWakeup()).isTrue();
            device.deliver(new byte[60]);
            assertThat(wakeups).hasValue(i + 1);
            requireNonNull(net.receive()).release();
        }
    }

    @Test
    void a_property_sets_the_number_of_packet_buffers() {
        SimulatedMmio.plug(bus, device);
        System.setProperty(VirtioDriver.BUFFERS_PROPERTY, "300");
        try {
            VirtioNet net = (VirtioNet) requireNonNull(driver.start(SimulatedMmio.descriptor(), bus));
            assertThat(net.pool().size()).isEqualTo(300);
            assertThat(device.queue(VirtioNet.RECEIVE_QUEUE).size()).isEqualTo(128);
        } finally {
            System.clearProperty(VirtioDriver.BUFFERS_PROPERTY);
        }
    }

    @Test
    void a_senseless_number_of_packet_buffers_is_reported() {
        SimulatedMmio.plug(bus, device);
        for (String value : new String[] {"15", "16385", "many", ""}) {
            System.setProperty(VirtioDriver.BUFFERS_PROPERTY, value);
            try {
                assertThatThrownBy(() -> driver.start(SimulatedMmio.descriptor(), bus))
                        .isInstanceOf(DeviceException.class)
                        .hasMessage("demitasse.net.buffers=" + value + " is not a number from 16 to 16384");
            } finally {
                System.clearProperty(VirtioDriver.BUFFERS_PROPERTY);
            }
        }
    }

    /** A device this package has no driver for; it fails the test when it is brought up. */
    private final class OtherDevice extends SimulatedVirtio {
        OtherDevice(int type) {
            super(MmioTransportTest.this.bus, type, 0);
        }

        @Override
        void setStatus(int value) {
            throw new AssertionError("touched");
        }

        @Override
        protected void notified(int queue) {}
    }
}
