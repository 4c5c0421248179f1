package dev.demitasse.cli;

import dev.demitasse.hypervisor.Acceleration;
import dev.demitasse.hypervisor.Hypervisor;
import dev.demitasse.hypervisor.MachineType;
import dev.demitasse.hypervisor.ProcessSandbox;
import dev.demitasse.hypervisor.Qemu;
import dev.demitasse.toolchain.BootTarget;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of {@code demi run} about what runs the image. */
final class HypervisorOptions {
    private static final String PASST = "passt";

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

    /** What runs images of a target, so set. */
    Hypervisor hypervisor(Home home, String target) {
        return target.equals(BootTarget.PROCESS)
                ? new ProcessSandbox(PASST)
                : new Qemu(new Qemu.Options(binary(), PASST, machine, acceleration, home.kvmVerdict()));
    }

    /** The target of an application that names none: QEMU's where QEMU is, or where there is no other choice. */
    static String defaultTarget() {
        return isThere(binary()) || !BootTarget.runsProcesses() ? BootTarget.QEMU : BootTarget.PROCESS;
    }

    private static boolean isThere(String program) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program));
        }
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }

    private static String binary() {
        String named = System.getenv("DEMITASSE_QEMU");
        return named == null || named.isEmpty() ? "qemu-system-x86_64" : named;
    }
}
