package dev.demitasse.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The same files as the container's, booted by Debian's kernel for clouds in the same virtual machine as our images. It is
 * set up to start fast: the kernel is unpacked beforehand, the files are one unpacked archive in memory, init is a dozen
 * lines, and Linux is told the frequency of the clock, at whose measurement it hangs now and then under emulation.
 */
final class LinuxGuest implements Peer {
    private static final String KERNEL_PACKAGE = "linux-image-cloud-amd64";

    /** In the order in which they are loaded. */
    private static final List<String> DRIVERS =
            List.of("virtio_ring", "virtio", "virtio_mmio", "failover", "net_failover", "virtio_net");

    private static final String COMMAND_LINE = "console=ttyS0 quiet rdinit=/init tsc=reliable tsc_early_khz=1000000"
            + " random.trust_cpu=on mitigations=off no_timer_check";

    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox mount -t proc proc /proc
            /bin/busybox mount -t sysfs sys /sys
            /bin/busybox mount -t devtmpfs dev /dev
            for driver in %s; do /bin/busybox insmod /drivers/$driver.ko; done
            /bin/busybox ip link set lo up
            /bin/busybox ip addr add %s/24 dev eth0
            /bin/busybox ip link set eth0 up
            exec %s
            """;

    private final Paths paths;
    private final Network network;
    private final RootFileSystem files;

    LinuxGuest(Paths paths, Network network, RootFileSystem files) {
        this.paths = paths;
        this.network = network;
        this.files = files;
    }

    @Override
    public String name() {
        return "linux-guest";
    }

    @Override
    public String title() {
        return "Linux guest";
    }

    @Override
    public String description() {
        return "the container's files and Debian's cloud kernel, in QEMU's `microvm`, emulated; the files are in memory,"
                + " so with them on a disk it would need less";
    }

    @Override
    public String host() {
        return Network.GUEST;
    }

    @Override
    public void prepare(Service service) throws IOException, InterruptedException {
        if (Files.exists(archive(service))) {
            return;
        }
        files.prepare(service);
        Path unpacked = unpackKernel();
        Path tree = paths.of(service).resolve("initramfs");
        Tool.run("rm", "-rf", tree.toString());
        Tool.run("cp", "-a", files.folder(service).toString(), tree.toString());
        Files.createDirectories(tree.resolve("drivers"));
        try (Stream<Path> modules = Files.walk(unpacked.resolve("lib/modules"))) {
            for (Path module : modules.filter(LinuxGuest::isDriver).toList()) {
                Files.copy(module, tree.resolve("drivers").resolve(module.getFileName()));
            }
        }
        Path busybox = Files.createDirectories(tree.resolve("bin")).resolve("busybox");
        Files.copy(Path.of("/bin/busybox"), busybox);
        Path init = tree.resolve("init");
        Files.writeString(
                init,
                INIT.formatted(String.join(" ", DRIVERS), Network.GUEST, String.join(" ", RootFileSystem.command())));
        Tool.run("chmod", "755", init.toString(), busybox.toString());
        Tool.run(
                "sh",
                "-c",
                "cd '" + tree + "' && find . | cpio --quiet -o -H newc >'" + archive(service) + ".part' && mv '"
                        + archive(service) + ".part' '" + archive(service) + "'");
    }

    private static boolean isDriver(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".ko") && DRIVERS.contains(name.substring(0, name.length() - ".ko".length()));
    }

    private Path archive(Service service) {
        return paths.of(service).resolve("initramfs.cpio");
    }

    private Path kernel() {
        return paths.work().resolve("vmlinux");
    }

    /** Debian's package is taken apart, not installed: nothing of the host's changes. */
    private Path unpackKernel() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(paths.work().resolve("kernel"));
        if (Files.exists(kernel())) {
            return folder;
        }
        String name = Tool.run("apt-cache", "depends", KERNEL_PACKAGE)
                .lines()
                .filter(line -> line.contains("Depends: linux-image"))
                .map(line -> line.substring(line.indexOf("linux-image")).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("apt-cache knows no " + KERNEL_PACKAGE));
        Tool.run(new ProcessBuilder(network.outside("apt-get", "download", name)).directory(folder.toFile()));
        Tool.run("sh", "-c", "cd '" + folder + "' && dpkg-deb -x linux-image-*.deb .");
        try (Stream<Path> boot = Files.list(folder.resolve("boot"))) {
            Path packed = boot.filter(file -> file.getFileName().toString().startsWith("vmlinuz"))
                    .findFirst()
                    .orElseThrow();
            unpack(packed);
        }
        return folder;
    }

    /** Documentation/x86/boot.rst: the compressed ELF file lies behind the setup code, its size in the last four bytes. */
    private void unpack(Path packed) throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(packed);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int sectors = header.get(0x1f1) & 0xff;
        int begin = (sectors + 1) * 512 + header.getInt(0x248);
        int length = header.getInt(0x24c);
        Path payload = paths.work().resolve("vmlinux.lz4");
        Files.write(payload, Arrays.copyOfRange(bytes, begin, begin + length - 4));
        Tool.run("lz4", "-d", "-f", "-q", payload.toString(), kernel().toString());
        Files.delete(payload);
    }

    @Override
    public List<Path> image(Service service) {
        return List.of(kernel(), archive(service));
    }

    @Override
    public OptionalInt memory() {
        return OptionalInt.of(512);
    }

    @Override
    public ProcessBuilder command(Service service, int memoryMib) {
        return VirtualMachine.of(
                "",
                memoryMib,
                Network.TAP,
                List.of(
                        "-kernel",
                        kernel().toString(),
                        "-initrd",
                        archive(service).toString(),
                        "-append",
                        COMMAND_LINE));
    }
}
