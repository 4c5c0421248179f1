package dev.demitasse.net.dhcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.ip.EthernetLink;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.udp.Udp;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way from the DHCPv6 clients of one interface to all servers and back (RFC 8415 section 7). Guarded by the stack's lock. */
public final class Dhcpv6Channel implements Udp.PortHandler {
    /** One that asks. */
    interface Client {
        /** A server says something to this machine; whether it is an answer to this client's question is for it to see. */
        void told(Dhcpv6Message message);
    }

    private static final int CLIENT_PORT = 546;
    private static final int SERVER_PORT = 547;
    private static final IpAddress ALL_SERVERS = IpAddress.parse("ff02::1:2");

    private final EthernetLink link;
    private final Internet internet;
    private final Udp udp;
    private final byte[] identifier;
    private final ByteBuffer scratch = ByteBuffer.allocate(Dhcpv6Message.MAX_LENGTH);
    private final List<Client> clients = new ArrayList<>(2);
    private PortTable.@Nullable Binding port;

    /** The channel of an interface. */
    public Dhcpv6Channel(EthernetLink link, Internet internet, Udp udp) {
        this.link = link;
        this.internet = internet;
        this.udp = udp;
        this.identifier = duid(link.hardwareAddress());
    }

    /** Section 11.4: a machine without memory of its own is known by its hardware address. */
    private static byte[] duid(long hardwareAddress) {
        return ByteBuffer.allocate(10)
                .putInt(0x0003_0001)
                .putShort((short) (hardwareAddress >>> 32))
                .putInt((int) hardwareAddress)
                .array();
    }

    /** Who the clients say that they are. */
    byte[] identifier() {
        return identifier;
    }

    /** Listens for a client. */
    void open(Client client) {
        clients.add(client);
        if (port == null) {
            port = udp.handle(IpAddress.ANY_IPV6, CLIENT_PORT, this);
        }
    }

    /** Listens for a client no longer. */
    void close(Client client) {
        clients.remove(client);
        PortTable.Binding held = port;
        if (clients.isEmpty() && held != null) {
            port = null;
            udp.release(held);
        }
    }

    /** Sends a message to all servers; without an address to send from it is lost, as on the way. */
    void send(Dhcpv6Message message) {
        Optional<IpAddress> from = link.addresses().stream()
                .map(InterfaceAddress::address)
                .filter(address -> address.isLinkLocal() && !address.isIpv4())
                .findFirst();
        Path path = from.isPresent() ? internet.route(from.get(), ALL_SERVERS, link.index()) : null;
        if (path != null) {
            scratch.clear();
            message.emit(scratch);
            udp.sendFrom(CLIENT_PORT, path, SERVER_PORT, scratch.flip());
        }
    }

    @Override
    public boolean input(Inbound in, PacketBuffer packet, int offset) {
        if (in.link() != link) {
            return false;
        }
        int length = packet.length() - offset;
        if (length <= scratch.capacity()) {
            scratch.clear();
            packet.get(offset, scratch, length);
            Optional<Dhcpv6Message> message =
                    Dhcpv6Message.parse(scratch.flip()).filter(this::forUs);
            if (message.isPresent()) {
                List.copyOf(clients).forEach(client -> client.told(message.get()));
            }
        }
        return true;
    }

    /** Section 16: what servers send has both identifiers. */
    private boolean forUs(Dhcpv6Message message) {
        return message.server().length > 0 && Arrays.equals(message.client(), identifier);
    }
}
