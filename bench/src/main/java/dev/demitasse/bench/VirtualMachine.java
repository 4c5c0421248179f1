package dev.demitasse.bench;

import java.util.ArrayList;
import java.util.List;

/** QEMU's command line, the same for every guest but for what it boots. Stateless. */
final class VirtualMachine {
    private VirtualMachine() {}

    /**
     * A {@code microvm} with a serial console on QEMU's standard output, virtio-rng, and virtio-net on a tap.
     *
     * @param platform more words for the machine type: devices that this guest needs or does without
     * @param boot the options that name kernel and command line
     */
    static ProcessBuilder of(String platform, int memoryMib, String tap, List<String> boot) {
        var command = new ArrayList<>(
                List.of("qemu-system-x86_64", "-M", "microvm,isa-serial=off,x-option-roms=off" + platform));
        command.addAll(List.of("-accel", "tcg", "-smp", "cpus=1,maxcpus=2", "-cpu", "max", "-m", memoryMib + "M"));
        command.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
        command.addAll(List.of("-global", "virtio-mmio.force-legacy=false"));
        command.addAll(List.of("-chardev", "stdio,id=out,signal=off,mux=on"));
        command.addAll(List.of("-device", "isa-serial,iobase=0x3f8,irq=4,chardev=out"));
        command.addAll(List.of("-device", "isa-debugcon,iobase=0xe9,chardev=out"));
        command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=4"));
        command.addAll(List.of("-device", "virtio-rng-device", "-device", "virtio-net-device,netdev=net0"));
        command.addAll(List.of("-netdev", "tap,id=net0,script=no,downscript=no,ifname=" + tap));
        command.addAll(boot);
        return new ProcessBuilder(command);
    }
}
