package dev.demitasse.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection of TCP. */
final class PlainWire implements Wire {
    private static final System.Logger LOG = System.getLogger(PlainWire.class.getName());

    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;

    PlainWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        remote = (InetSocketAddress) channel.getRemoteAddress();
        local = (InetSocketAddress) channel.getLocalAddress();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Connects, and says so. */
    static PlainWire connect(InetSocketAddress address, Duration limit) throws IOException {
        var channel = SocketChannel.open();
        try {
            channel.socket().connect(address, (int) Math.max(1, limit.toMillis()));
            return new PlainWire(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    SocketChannel channel() {
        return channel;
    }

    /** Whether the peer has neither sent anything nor ended the connection. Only while no other thread reads. */
    boolean quiet() {
        try {
            channel.configureBlocking(false);
            boolean nothing = channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return nothing;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void open() {}

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }

    @Override
    public void finish() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the connection with " + remote, e);
        }
    }

    @Override
    public void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "resetting the connection with " + remote, e);
        }
        close();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }
}
