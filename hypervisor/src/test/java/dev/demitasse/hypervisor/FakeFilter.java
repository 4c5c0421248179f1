package dev.demitasse.hypervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A filter that passes nothing: both of its ends are the test's. Confined to one thread. */
final class FakeFilter implements Outbound.Filter, AutoCloseable {
    private @Nullable ServerSocketChannel door;
    private @Nullable SocketChannel network;

    @Override
    public void open(Path guest, Path host) {
        try {
            network = SocketChannel.open(UnixDomainSocketAddress.of(host));
            door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            door.bind(UnixDomainSocketAddress.of(guest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The guest's end, once it has connected. */
    SocketChannel guest() throws IOException {
        if (door == null) {
            throw new IllegalStateException("nobody has asked for a filter");
        }
        return door.accept();
    }

    @Override
    public void close() throws IOException {
        if (network != null) {
            network.close();
        }
        if (door != null) {
            door.close();
        }
    }
}
