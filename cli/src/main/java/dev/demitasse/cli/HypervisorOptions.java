package dev.demitasse.cli;

import dev.demitasse.hypervisor.Acceleration;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.hypervisor.MachineType;
import dev.demitasse.hypervisor.Qemu;
import picocli.CommandLine.Option;

/** Options of {@code demi run} about the virtual machine. */
final class HypervisorOptions {
    @Option(
            names = "--machine",
            paramLabel = "TYPE",
            description = "QEMU's machine type: microvm, pc or q35 (default: microvm, which boots fastest).")
    private MachineType machine = MachineType.MICROVM;

    @Option(
            names = "--accel",
            paramLabel = "HOW",
            defaultValue = "${env:DEMITASSE_ACCEL:-auto}",
            description = "kvm, tcg (emulation), or auto: KVM where it works (default: auto, or $DEMITASSE_ACCEL).")
    private Acceleration acceleration = Acceleration.AUTO;

    /** The hypervisor so chosen. */
    Hypervisor hypervisor(Home home) {
        return new Qemu(new Qemu.Options(binary(), machine, acceleration, home.kvmVerdict()));
    }

    /** What finds instances started earlier, however they were started. */
    static Hypervisor anyHypervisor(Home home) {
        return new HypervisorOptions().hypervisor(home);
    }

    private static String binary() {
        String named = System.getenv("DEMITASSE_QEMU");
        return named == null || named.isEmpty() ? "qemu-system-x86_64" : named;
    }
}
