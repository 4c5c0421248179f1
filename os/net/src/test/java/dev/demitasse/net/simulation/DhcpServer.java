package dev.demitasse.net.simulation;

import dev.demitasse.net.DatagramSource;
import dev.demitasse.net.Endpoint;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.SocketOption;
import dev.demitasse.net.UdpSocket;
import dev.demitasse.net.wire.DhcpMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A DHCP server with one address to give, whose behaviour a test changes as it goes. */
public final class DhcpServer implements Host.Program {
    private final UdpSocket socket;
    private final DatagramSource source = new DatagramSource();
    private final ByteBuffer buffer = ByteBuffer.allocate(DhcpMessage.MAX_LENGTH);
    private final List<DhcpMessage> received = new ArrayList<>();
    private final IpAddress self;
    private IpAddress offered = IpAddress.parse("10.0.0.77");
    private long leaseSeconds = 100;
    private boolean refuse;
    private boolean silent;
    private List<IpAddress> timeServers = List.of();
    private int mtu;

    /** A server on a host. */
    public DhcpServer(Host host, IpAddress self) {
        this.self = self;
        socket = host.stack().udpSocket();
        socket.setOption(SocketOption.BROADCAST, 1);
        socket.bind(new Endpoint(IpAddress.ANY_IPV4, 67));
        host.run(this);
    }

    /** What it has received. */
    public List<DhcpMessage> received() {
        return received;
    }

    /** The address it gives from now on. */
    public void offer(IpAddress address) {
        offered = address;
    }

    /** How long its leases last. */
    public void lease(long seconds) {
        leaseSeconds = seconds;
    }

    /** Whether it answers requests with NAK. */
    public void refuse(boolean value) {
        refuse = value;
    }

    /** Whether it does not answer. */
    public void silent(boolean value) {
        silent = value;
    }

    /** The time servers that it tells. */
    public void timeServers(List<IpAddress> value) {
        timeServers = value;
    }

    /** The MTU it tells, 0 for none. */
    public void mtu(int value) {
        mtu = value;
    }

    @Override
    public boolean step() {
        if (socket.receive(buffer.clear(), source) < 0) {
            return false;
        }
        DhcpMessage message = DhcpMessage.parse(buffer.flip()).orElseThrow();
        received.add(message);
        if (!silent) {
            answer(message);
        }
        return true;
    }

    private void answer(DhcpMessage message) {
        boolean discover = message.type() == DhcpMessage.DISCOVER;
        if (!discover && message.type() != DhcpMessage.REQUEST) {
            return;
        }
        int type = discover ? DhcpMessage.OFFER : refuse ? DhcpMessage.NAK : DhcpMessage.ACK;
        DhcpMessage.Builder answer = DhcpMessage.answer(type, message).server(self);
        if (type != DhcpMessage.NAK) {
            answer.yourAddress(offered)
                    .lease(leaseSeconds)
                    .mask(IpAddress.parse("255.255.255.0"))
                    .routers(List.of(self))
                    .dns(List.of(self, IpAddress.parse("10.0.0.53")))
                    .domain("example.org")
                    .ntp(timeServers)
                    .mtu(mtu);
        }
        answer.build().emit(buffer.clear());
        IpAddress to = message.clientAddress().isAny() ? IpAddress.BROADCAST_IPV4 : message.clientAddress();
        socket.send(buffer.flip(), new Endpoint(to, 68));
    }
}
