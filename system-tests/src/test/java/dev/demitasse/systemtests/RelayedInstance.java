package dev.demitasse.systemtests;

import dev.demitasse.harness.FrameSocket;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Relay;
import dev.demitasse.harness.Tap;
import dev.demitasse.harness.TrafficServer;
import dev.demitasse.harness.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link TrafficServer} in an image of the probe on one side of a relay, and on the other a tap in a network namespace: Linux's TCP, to
 * which all sockets that this makes belong. Needs root. Thread-safe.
 */
final class RelayedInstance implements AutoCloseable {
    static final InetAddress IPV4 = address("10.88.0.2");
    static final InetAddress IPV6 = address("fd88::2");
    static final String MEMORY_MIB = "64";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** No stall of TCP's is as long, and no answer of a machine that others use as well. */
    private static final int READ_LIMIT = 120_000;

    private static final String BOOT =
            "demi.arg=traffic demi.ip=10.88.0.2/24 demi.gateway=10.88.0.1 demi.ip6=fd88::2/64 demi.gateway6=fd88::1";

    private final AtomicInteger tokens = new AtomicInteger();
    private final Namespace namespace;
    private final Relay relay;
    private final Path console;
    private final Process process;

    private RelayedInstance(Path directory, ProcessBuilder program) throws IOException, InterruptedException {
        namespace = Namespace.open();
        Tap tap = Tap.open(namespace, "linux0", "10.88.0.1/24", "fd88::1/64");
        relay = Relay.between(FrameSocket.listen(socket(directory)), tap);
        console = directory.resolve("console.log");
        process = program.redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        Waiting.until(
                START_LIMIT, () -> console().contains("Listening on port"), () -> "it does not listen: " + console());
        for (InetAddress address : List.of(IPV4, IPV6)) {
            connect(address).close();
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path socket(Path directory) {
        return directory.resolve("frames.sock");
    }

    /** An image for the target {@code process}, with more boot options; its files are in a folder. */
    static RelayedInstance process(Path image, Path directory, String options)
            throws IOException, InterruptedException {
        var program = new ProcessBuilder(image.toString());
        program.environment().clear();
        program.environment()
                .put(
                        "DEMITASSE_BOOT",
                        "demi.events=2 demi.memory=%d demi.net-socket=%s %s %s"
                                .formatted(Long.parseLong(MEMORY_MIB) << 20, socket(directory), BOOT, options));
        return new RelayedInstance(directory, program);
    }

    /** An image for the target {@code qemu}. */
    static RelayedInstance virtualMachine(Path image, Path directory) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("qemu-system-x86_64", "-M"));
        command.add("microvm,acpi=off,pit=off,pic=off,rtc=off,isa-serial=off,x-option-roms=off");
        command.addAll(List.of("-accel", "tcg", "-smp", "cpus=1,maxcpus=2", "-cpu", "max", "-m", MEMORY_MIB + "M"));
        command.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
        command.addAll(List.of("-global", "virtio-mmio.force-legacy=false"));
        command.addAll(List.of("-chardev", "stdio,id=out,signal=off,mux=on"));
        command.addAll(List.of("-device", "isa-serial,iobase=0x3f8,irq=4,chardev=out"));
        command.addAll(List.of("-device", "isa-debugcon,iobase=0xe9,chardev=out"));
        command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4,iosize=4", "-device", "virtio-rng-device"));
        command.addAll(List.of("-device", "virtio-net-device,netdev=net0", "-netdev"));
        command.add("stream,id=net0,server=off,addr.type=unix,addr.path=" + socket(directory));
        command.addAll(List.of("-kernel", image.toString(), "-append"));
        command.add(BOOT + " demi.clock=" + System.currentTimeMillis() + "000000");
        return new RelayedInstance(directory, new ProcessBuilder(command));
    }

    /** What is between the two. */
    Relay relay() {
        return relay;
    }

    /** What it has printed. */
    String console() {
        try {
            return Files.readString(console);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a program prints on Linux's side. */
    String linux(String... command) {
        return namespace.run(command);
    }

    /** A token that no request has had. */
    int token() {
        return tokens.incrementAndGet();
    }

    /** A socket of Linux's side. */
    Socket socket() {
        return namespace.call(() -> {
            var socket = new Socket();
            // Has it made here and now.
            socket.setSoTimeout(READ_LIMIT);
            socket.setReuseAddress(true);
            return socket;
        });
    }

    /** A listener of Linux's side, on a port of its choice. */
    ServerSocket listener() {
        return namespace.call(() -> {
            var listener = new ServerSocket(0, 512);
            listener.setSoTimeout(READ_LIMIT);
            return listener;
        });
    }

    /** A connection from Linux to the instance. */
    Socket connect(InetAddress address) throws IOException {
        Socket socket = socket();
        socket.connect(new InetSocketAddress(address, TrafficServer.PORT), READ_LIMIT);
        return socket;
    }

    /** A connection on which the instance does as a letter says. */
    Socket request(InetAddress address, char letter, int token, long size, long seed) throws IOException {
        Socket socket = connect(address);
        write(socket, letter, token, size, seed);
        return socket;
    }

    /** Writes the request itself. */
    static void write(Socket socket, char letter, int token, long size, long seed) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(letter);
        out.writeInt(token);
        out.writeLong(size);
        out.writeLong(seed);
        socket.getOutputStream().write(bytes.toByteArray());
    }

    /** Has the instance connect to Linux's side, and do there as a letter says; from a port of its choice if that is 0. */
    void dial(InetAddress to, int port, int from, char letter, int token, long size, long seed) throws IOException {
        try (Socket socket = request(IPV4, 'T', token, size, seed)) {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.writeByte(letter);
            out.writeByte(to.getAddress().length);
            out.write(to.getAddress());
            out.writeShort(port);
            out.writeShort(from);
            socket.getOutputStream().write(bytes.toByteArray());
            if (socket.getInputStream().read() != 'T') {
                throw new IOException("it does not connect to others");
            }
        }
    }

    /** Waits for what the instance says of a request's end. */
    String end(int token) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READ_LIMIT);
        String end = "";
        while (end.isEmpty() && System.nanoTime() < deadline) {
            try (Socket socket = request(IPV4, 'Q', token, 0, 0)) {
                end = new DataInputStream(socket.getInputStream()).readUTF();
            }
            Thread.sleep(10);
        }
        return end;
    }

    /** A socket for datagrams on a port of Linux's side. */
    DatagramSocket datagrams(int port) {
        return namespace.call(() -> new DatagramSocket(port));
    }

    /** Milliseconds since 1970, as it has them. */
    long time() throws IOException {
        try (Socket socket = request(IPV4, 'N', 0, 0, 0)) {
            return new DataInputStream(socket.getInputStream()).readLong();
        }
    }

    /** Bytes of its heap in use. */
    long heapUsed() throws IOException {
        try (Socket socket = request(IPV4, 'M', 0, 0, 0)) {
            return new DataInputStream(socket.getInputStream()).readLong();
        }
    }

    /** Bytes of this machine's memory that it has. */
    long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow(() -> new IOException("it has ended: " + console()));
    }

    /** Whether it runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        relay.close();
        namespace.close();
    }
}
