package dev.demitasse.machine.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.machine.DeviceDescriptor.VirtioMmio;
import org.junit.jupiter.api.Test;

class VirtioMmioDevicesTest {
    @Test
    void finds_what_microvm_announces() {
        assertThat(VirtioMmioDevices.parse("quiet virtio_mmio.device=512@0xfeb00e00:12 demi.ip=dhcp"))
                .containsExactly(new VirtioMmio(0xfeb00e00L, 512, 12));
    }

    @Test
    void gives_the_device_announced_last_first() {
        assertThat(VirtioMmioDevices.parse("virtio_mmio.device=512@0xfeb02e00:23 virtio_mmio.device=512@0xfeb02c00:22"))
                .containsExactly(new VirtioMmio(0xfeb02c00L, 512, 22), new VirtioMmio(0xfeb02e00L, 512, 23));
    }

    @Test
    void understands_sizes_with_units() {
        assertThat(VirtioMmioDevices.parse("virtio_mmio.device=1K@0x1000:5:0"))
                .containsExactly(new VirtioMmio(0x1000, 1024, 5));
    }

    @Test
    void passes_over_what_does_not_parse() {
        assertThat(VirtioMmioDevices.parse("virtio_mmio.device= virtio_mmio.device=512 virtio_mmio.device=x@y:z"
                        + " virtio_mmio.device=512@0xfeb00000:99 virtio_mmio.device=@:"))
                .isEmpty();
    }
}
