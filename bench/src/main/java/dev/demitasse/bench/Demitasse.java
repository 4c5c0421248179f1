package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** An image of ours, as a virtual machine or as a process. */
final class Demitasse implements Peer {
    private final Paths paths;
    private final Network network;
    private final boolean asProcess;

    Demitasse(Paths paths, Network network, boolean asProcess) {
        this.paths = paths;
        this.network = network;
        this.asProcess = asProcess;
    }

    @Override
    public String name() {
        return name(asProcess);
    }

    private static String name(boolean asProcess) {
        return asProcess ? "demitasse-process" : "demitasse-vm";
    }

    @Override
    public String title() {
        return asProcess ? "Demitasse, process" : "Demitasse, VM";
    }

    @Override
    public String description() {
        return asProcess
                ? "an image for `--target process`, on a tap"
                : "an image for `--target qemu`, in QEMU's `microvm`, emulated";
    }

    @Override
    public String host() {
        return asProcess ? Network.PROCESS : Network.GUEST;
    }

    @Override
    public void prepare(Service service) throws IOException, InterruptedException {
        Files.createDirectories(paths.of(service));
        if (!Files.exists(file(service))) {
            Tool.run(network.outside(
                    paths.demi(),
                    "build",
                    "--target",
                    asProcess ? "process" : "qemu",
                    "-o",
                    file(service).toString(),
                    service.source(paths.root()).toString()));
        }
    }

    private Path file(Service service) {
        return file(paths, service, asProcess);
    }

    /** Where an image is, once it is built. */
    static Path file(Paths paths, Service service, boolean asProcess) {
        return paths.of(service).resolve(name(asProcess) + ".elf");
    }

    @Override
    public List<Path> image(Service service) {
        return List.of(file(service));
    }

    @Override
    public OptionalInt memory() {
        return OptionalInt.of(64);
    }

    @Override
    public ProcessBuilder command(Service service, int memoryMib) {
        return command(service, memoryMib, asProcess ? Network.PROCESS_TAP : Network.TAP);
    }

    /** The process with its network on a Unix socket, at an address of a link of its own. */
    ProcessBuilder commandOn(Path socket, Service service, int memoryMib, String address) {
        var program = new ProcessBuilder(file(service).toString());
        program.environment().clear();
        program.environment()
                .put(
                        "DEMITASSE_BOOT",
                        "demi.events=2 demi.memory=%d demi.net-socket=%s demi.ip=%s/24 demi.ip6=off"
                                .formatted((long) memoryMib << 20, socket, address));
        return program;
    }

    /** The same on another tap. */
    ProcessBuilder command(Service service, int memoryMib, String tap) {
        String address = "demi.ip=" + host() + "/24";
        if (asProcess) {
            var program = new ProcessBuilder(file(service).toString());
            program.environment().clear();
            program.environment()
                    .put(
                            "DEMITASSE_BOOT",
                            "demi.events=2 demi.memory=%d demi.net-tap=%s %s"
                                    .formatted((long) memoryMib << 20, tap, address));
            return program;
        }
        return VirtualMachine.of(
                ",acpi=off,pit=off,pic=off,rtc=off",
                memoryMib,
                tap,
                List.of(
                        "-kernel",
                        file(service).toString(),
                        "-append",
                        address + " demi.clock=" + System.currentTimeMillis() + "000000"));
    }
}
