package dev.demitasse.hypervisor;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An instance under QEMU. All that is known of it is in its files, so one found is as good as one just started; the
 * latter also has its channels open. Thread-safe.
 */
final class QemuInstance implements Instance {
    /** How often a guest is told to stop: one that is still booting does not hear yet, and what it missed is lost. */
    private static final Duration REPEAT = Duration.ofMillis(250);

    private static final byte[] REPORT = "report\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STOP = "stop\n".getBytes(StandardCharsets.US_ASCII);

    private final InstanceFiles files;
    private final @Nullable Attachment attachment;

    private QemuInstance(InstanceFiles files, @Nullable Attachment attachment) {
        this.files = files;
        this.attachment = attachment;
    }

    /** An instance just started, with its channels, which are closed when it ends or is detached. */
    static QemuInstance started(
            InstanceFiles files, SocketChannel console, SocketChannel control, InstanceListener listener) {
        return new QemuInstance(files, new Attachment(console, control, listener));
    }

    /** An instance started earlier, by whomever. */
    static QemuInstance found(InstanceFiles files) {
        return new QemuInstance(files, null);
    }

    @Override
    public OptionalLong pid() {
        return files.pid();
    }

    @Override
    public boolean isAlive() {
        return files.isAlive();
    }

    @Override
    public List<ControlEvent> events() {
        return files.events();
    }

    @Override
    public Outcome outcome() {
        return Outcome.of(events());
    }

    @Override
    public void type(ByteBuffer bytes) {
        if (attachment == null) {
            throw new HypervisorException("the console of an instance started earlier takes no input");
        }
        try {
            while (bytes.hasRemaining()) {
                attachment.console.write(bytes);
            }
        } catch (IOException e) {
            throw new HypervisorException("the instance has ended", e);
        }
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (attachment != null && !attachment.awaitEnd(limit)) {
            return false;
        }
        return EndOfProcess.await(this, deadline);
    }

    @Override
    public boolean stop(Duration grace) throws InterruptedException {
        long deadline = System.nanoTime() + grace.toNanos();
        Suspension.wake(this);
        // The connection stays until the end: QEMU may drop bytes of one that is closed at once.
        try (var host = SocketChannel.open(UnixDomainSocketAddress.of(files.hostSocket()))) {
            for (long left = grace.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                host.write(ByteBuffer.wrap(STOP));
                if (awaitEnd(Duration.ofNanos(Math.min(left, REPEAT.toNanos())))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Nobody listens: it has ended, or is beyond talking.
        }
        if (!isAlive()) {
            return true;
        }
        kill();
        awaitEnd(Duration.ofSeconds(10));
        return false;
    }

    @Override
    public Optional<InstanceReport> report(Duration limit) throws InterruptedException {
        if (!isAlive()) {
            throw new HypervisorException("the instance has ended");
        }
        ReportRequest request = ReportRequest.of(files);
        // The connection stays until the answer: QEMU may drop bytes of one that is closed at once.
        try (var host = SocketChannel.open(UnixDomainSocketAddress.of(files.hostSocket()))) {
            host.write(ByteBuffer.wrap(REPORT));
            return request.await(limit);
        } catch (IOException e) {
            throw new HypervisorException("the instance cannot be asked: " + e.getMessage(), e);
        }
    }

    @Override
    public void kill() {
        files.pid().stream()
                .mapToObj(ProcessHandle::of)
                .forEach(handle -> handle.ifPresent(ProcessHandle::destroyForcibly));
    }

    @Override
    public void detach() {
        if (attachment != null) {
            attachment.close();
        }
    }

    /** The open channels of an instance and the threads that read them until QEMU closes them. */
    private static final class Attachment {
        final SocketChannel console;
        private final SocketChannel control;
        private final InstanceListener listener;
        private final Thread consoleThread;
        private final Thread controlThread;

        Attachment(SocketChannel console, SocketChannel control, InstanceListener listener) {
            this.console = console;
            this.control = control;
            this.listener = listener;
            this.consoleThread = Thread.ofPlatform().daemon().name("console").start(this::readConsole);
            this.controlThread = Thread.ofPlatform().daemon().name("control").start(this::readControl);
        }

        private void readConsole() {
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            try {
                while (console.read(buffer) >= 0) {
                    listener.console(buffer.flip());
                    buffer.clear();
                }
            } catch (IOException e) {
                // Detached, or QEMU was killed.
            }
        }

        private void readControl() {
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            var lines = new ControlLines(listener::event);
            try {
                while (control.read(buffer) >= 0) {
                    lines.accept(buffer.flip());
                    buffer.clear();
                }
            } catch (IOException e) {
                // Detached, or QEMU was killed.
            }
        }

        boolean awaitEnd(Duration limit) throws InterruptedException {
            long start = System.nanoTime();
            return consoleThread.join(limit) && controlThread.join(limit.minusNanos(System.nanoTime() - start));
        }

        void close() {
            try {
                console.close();
                control.close();
            } catch (IOException e) {
                throw new HypervisorException("cannot detach: " + e.getMessage(), e);
            }
        }
    }
}
