package dev.demitasse.hypervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes QEMU's command line for an instance. The serial ports, the debug port of the control channel and the exit
 * device are the same on every machine type; virtio devices are on MMIO for {@code microvm} and on PCI for the others.
 */
final class QemuCommand {
    private final List<String> arguments = new ArrayList<>();
    private final MachineType machine;
    private final int queues;

    private QemuCommand(MachineType machine, int queues) {
        this.machine = machine;
        this.queues = queues;
    }

    /**
     * The arguments, the binary first.
     *
     * @param acceleration KVM or TCG
     * @param queues how many pairs of queues the network device has
     */
    static List<String> of(
            String binary,
            MachineType machine,
            Acceleration acceleration,
            InstanceRequest request,
            String commandLine,
            int queues) {
        var files = new InstanceFiles(request.directory());
        var command = new QemuCommand(machine, queues);
        command.add(binary);
        command.machine(acceleration);
        command.add("-m", "size=" + request.memory() / 1024 + "K");
        command.add("-kernel", request.image().toAbsolutePath().toString());
        command.add("-append", commandLine);
        if (Files.exists(files.bootFile())) {
            command.add("-fw_cfg", "name=opt/org.demitasse/boot,file=" + escaped(files.bootFile()));
        }
        command.channels(files);
        command.network(request.network(), files);
        request.capture().ifPresent(command::capture);
        command.virtio("rng", "");
        if (request.debugged()) {
            // Halted before its first instruction.
            command.add("-S", "-gdb", "unix:" + escaped(files.debuggerSocket()) + ",server=on,wait=off");
        }
        for (int i = 0; i < request.disks().size(); i++) {
            command.add(
                    "-blockdev",
                    "driver=file,node-name=disk" + i + ",filename="
                            + escaped(request.disks().get(i)));
            command.virtio("blk", ",drive=disk" + i);
        }
        command.add("-daemonize", "-pidfile", files.pidFile().toAbsolutePath().toString());
        return List.copyOf(command.arguments);
    }

    /** The option of before QEMU 9.1 by which QEMU becomes another user once it has opened all its files. */
    static final String OLD_USER = "-runas";

    /** The same command, run as a user {@code UID:GID}. */
    static List<String> as(String user, List<String> command) {
        return Stream.concat(command.stream(), Stream.of(OLD_USER, user)).toList();
    }

    /** As {@link #as}, from QEMU 9.1 on. */
    static List<String> asSince91(String user, List<String> command) {
        return Stream.concat(command.stream(), Stream.of("-run-with", "user=" + user))
                .toList();
    }

    private void machine(Acceleration acceleration) {
        String type = switch (machine) {
            // Without ACPI qboot is the firmware and QEMU names the virtio devices on the command line.
            case MICROVM -> "microvm,acpi=off,pit=off,pic=off,rtc=off,isa-serial=off,x-option-roms=off";
            case PC -> "pc";
            case Q35 -> "q35";
        };
        add("-M", type, "-accel", acceleration.toString(), "-cpu", "max");
        // Decision 0090: with room for a second processor, QEMU's emulation keeps the fences of the guest's drivers.
        add("-smp", "cpus=1,maxcpus=2");
        add("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot");
        if (System.getProperty("os.name").equals("Linux")) {
            // QEMU becomes a daemon behind this filter, so spawn=deny and elevateprivileges=deny would end it.
            add("-sandbox", "on,resourcecontrol=deny");
        }
        // QEMU offers the MMIO transport of before virtio 1.0 unless told otherwise.
        add("-global", "virtio-mmio.force-legacy=false");
    }

    /**
     * COM1 is the console, COM2 what the host tells the guest, the debug port what the guest tells the host. The first
     * and the last connect to us and are logged whether or not we still listen; for COM2 QEMU listens, so that any
     * process can stop the instance later.
     */
    private void channels(InstanceFiles files) {
        add(
                "-chardev",
                "socket,id=console,path=" + escaped(files.consoleSocket()) + ",logfile=" + escaped(files.consoleLog()));
        add("-device", "isa-serial,iobase=0x3f8,irq=4,chardev=console");
        add("-chardev", "socket,id=host,server=on,wait=off,path=" + escaped(files.hostSocket()));
        add("-device", "isa-serial,iobase=0x2f8,irq=3,chardev=host");
        add(
                "-chardev",
                "socket,id=control,path=" + escaped(files.controlSocket()) + ",logfile=" + escaped(files.controlLog()));
        add("-device", "isa-debugcon,iobase=0xe9,chardev=control");
        add("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04");
    }

    private void network(Network network, InstanceFiles files) {
        switch (network) {
            case Network.None() -> {
                return;
            }
            case Network.User user -> add("-netdev", userNetwork(user, files));
            case Network.Tap tap ->
                add(
                        "-netdev",
                        "tap,id=net0,script=no,downscript=no"
                                + (queues > 1 ? ",queues=" + queues : "")
                                + ",ifname=" + escaped(tap.name()));
            case Network.Bridge bridge -> add("-netdev", "bridge,id=net0,br=" + escaped(bridge.name()));
        }
        // An empty romfile keeps the firmware from loading a network boot ROM, which takes 14 ms. "vectors" is left
        // alone:
        // the guest has one for all queues, and QEMU offers three at least.
        virtio(
                "net",
                ",netdev=net0" + (queues > 1 ? ",mq=on" : "") + (machine == MachineType.MICROVM ? "" : ",romfile="));
    }

    private static String userNetwork(Network.User network, InstanceFiles files) {
        if (network.outbound() instanceof Outbound.Filtered) {
            // From QEMU 7.2 on.
            return "stream,id=net0,server=off,addr.type=unix,addr.path=" + escaped(files.networkSocket());
        }
        // QEMU manual, "-netdev user": restrict leaves the explicitly set forwarding rules alone.
        var user = new StringBuilder(
                "user,id=net0,restrict=" + (network.outbound() instanceof Outbound.Denied ? "on" : "off"));
        for (PortForward forward : network.forwards()) {
            user.append(",hostfwd=%s:%s:%d-:%d"
                    .formatted(forward.protocol(), forward.address(), forward.hostPort(), forward.guestPort()));
        }
        return user.toString();
    }

    private void capture(Path file) {
        add("-object", "filter-dump,id=capture,netdev=net0,file=" + escaped(file.toAbsolutePath()));
    }

    private void virtio(String device, String properties) {
        add(
                "-device",
                switch (machine) {
                    case MICROVM -> "virtio-" + device + "-device" + properties;
                    case PC, Q35 -> "virtio-" + device + "-pci,disable-legacy=on" + properties;
                });
    }

    private void add(String... words) {
        arguments.addAll(List.of(words));
    }

    /** In QEMU's option syntax a comma ends a value unless doubled. */
    private static String escaped(Path path) {
        return escaped(path.toAbsolutePath().toString());
    }

    private static String escaped(String value) {
        return value.replace(",", ",,");
    }
}
