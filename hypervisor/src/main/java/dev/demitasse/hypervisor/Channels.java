package dev.demitasse.hypervisor;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Awaits QEMU's connections for the console and the control channel while it starts. */
final class Channels implements AutoCloseable {
    private final InstanceFiles files;
    private final ServerSocketChannel console;
    private final ServerSocketChannel control;

    /** Listens from now on. */
    Channels(InstanceFiles files) throws IOException {
        this.files = files;
        this.console = listen(files.consoleSocket());
        try {
            this.control = listen(files.controlSocket());
        } catch (IOException e) {
            console.close();
            throw e;
        }
    }

    /** The guest's console; QEMU must have started. */
    SocketChannel console() throws IOException {
        return accept(console);
    }

    /** The control channel; QEMU must have started. */
    SocketChannel control() throws IOException {
        return accept(control);
    }

    /** Stops listening; connections made stay. */
    @Override
    public void close() throws IOException {
        console.close();
        control.close();
        Files.deleteIfExists(files.consoleSocket());
        Files.deleteIfExists(files.controlSocket());
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path), 1);
            // QEMU connects before it says that it has started, so accepting never needs to wait.
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketChannel accept(ServerSocketChannel listener) throws IOException {
        SocketChannel channel = listener.accept();
        if (channel == null) {
            throw new HypervisorException("QEMU started without its channels: is it a version before 5?");
        }
        return channel;
    }
}
