package dev.demitasse.net.dhcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.ip.EthernetLink;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.udp.Udp;
import dev.demitasse.net.wire.Dhcpv6Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stateless DHCPv6 (RFC 8415 section 6.1): asks for DNS servers and search domains on one interface whose addresses come
 * from routers, when these say that there is more to be had. Addresses are not asked for. Guarded by the stack's lock.
 */
public final class InformationClient implements Udp.PortHandler {
    /** Whoever wants to know what a server tells. Called under the stack's lock. */
    public interface Observer {
        /** The answer to the last question; empty lists once the client is stopped. */
        void informationLearned(List<IpAddress> servers, List<String> domains);
    }

    private static final int CLIENT_PORT = 546;
    private static final int SERVER_PORT = 547;
    private static final IpAddress ALL_SERVERS = IpAddress.parse("ff02::1:2");

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    // RFC 8415 section 7.6
    private static final long INF_MAX_DELAY = SECOND;
    private static final long INF_TIMEOUT = SECOND;
    private static final long INF_MAX_RT = 3600;
    private static final long REFRESH_DEFAULT = 86_400;
    private static final long REFRESH_MINIMUM = 600;
    private static final long NEVER = 0xffff_ffffL;

    private final EthernetLink link;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final Internet internet;
    private final Udp udp;
    private final Observer observer;
    private final byte[] identifier;
    private final ByteBuffer scratch = ByteBuffer.allocate(Dhcpv6Message.MAX_LENGTH);
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            ask();
        }
    };

    private PortTable.@Nullable Binding port;
    private boolean asking;
    private int transaction;
    private long began;
    private long timeout;
    private long maximumTimeout = INF_MAX_RT;

    /** A client for an interface, not started. */
    public InformationClient(
            EthernetLink link,
            Turn turn,
            Timers timers,
            Randomness random,
            Internet internet,
            Udp udp,
            Observer observer) {
        this.link = link;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.internet = internet;
        this.udp = udp;
        this.observer = observer;
        this.identifier = duid(link.hardwareAddress());
    }

    /** RFC 8415 section 11.4: a machine without memory of its own is known by its hardware address. */
    private static byte[] duid(long hardwareAddress) {
        return ByteBuffer.allocate(10)
                .putInt(0x0003_0001)
                .putShort((short) (hardwareAddress >>> 32))
                .putInt((int) hardwareAddress)
                .array();
    }

    /** Begins to ask, after a moment that keeps machines from asking in step. Starting again changes nothing. */
    public void start() {
        if (port == null) {
            port = udp.handle(IpAddress.ANY_IPV6, CLIENT_PORT, this);
            timers.arm(timer, turn.now() + random.nextInt((int) (INF_MAX_DELAY / MILLISECOND)) * MILLISECOND);
        }
    }

    /** Stops, and forgets what was told. */
    public void stop() {
        PortTable.Binding held = port;
        if (held != null) {
            port = null;
            asking = false;
            timers.disarm(timer);
            udp.release(held);
            observer.informationLearned(List.of(), List.of());
        }
    }

    /** Asks for the first time, again, or anew when what was told is to be refreshed. */
    private void ask() {
        if (!asking) {
            asking = true;
            transaction = random.nextInt(1 << 24);
            began = turn.now();
            timeout = 0;
        }
        Optional<IpAddress> from = linkLocal();
        Path path = from.isPresent() ? internet.route(from.get(), ALL_SERVERS, link.index()) : null;
        if (path != null) {
            int elapsed = Math.clamp((turn.now() - began) / (10 * MILLISECOND), 0, 0xffff);
            scratch.clear();
            Dhcpv6Message.informationRequest(transaction, identifier, elapsed).emit(scratch);
            udp.sendFrom(CLIENT_PORT, path, SERVER_PORT, scratch.flip());
        }
        timeout = next(timeout);
        timers.arm(timer, turn.now() + timeout);
    }

    private Optional<IpAddress> linkLocal() {
        return link.addresses().stream()
                .map(InterfaceAddress::address)
                .filter(address -> address.isLinkLocal() && !address.isIpv4())
                .findFirst();
    }

    /** Section 15: twice as long as before, give or take a tenth, and not beyond the maximum. */
    private long next(long before) {
        long base = before == 0 ? INF_TIMEOUT : before;
        long doubled = (before == 0 ? base : 2 * base) + spread(base);
        long limit = maximumTimeout * SECOND;
        return doubled > limit ? limit + spread(limit) : doubled;
    }

    private long spread(long nanos) {
        return nanos / 1000 * (random.nextInt(201) - 100);
    }

    @Override
    public boolean input(Inbound in, PacketBuffer packet, int offset) {
        if (in.link() != link) {
            return false;
        }
        int length = packet.length() - offset;
        if (asking && length <= scratch.capacity()) {
            scratch.clear();
            packet.get(offset, scratch, length);
            Dhcpv6Message.parse(scratch.flip()).filter(this::forUs).ifPresent(this::told);
        }
        return true;
    }

    /** Section 16.10. */
    private boolean forUs(Dhcpv6Message message) {
        return message.type() == Dhcpv6Message.REPLY
                && message.transaction() == transaction
                && message.server().length > 0
                && Arrays.equals(message.client(), identifier)
                && message.status() == 0;
    }

    private void told(Dhcpv6Message reply) {
        asking = false;
        if (reply.maximumTimeout() >= 60 && reply.maximumTimeout() <= 86_400) { // section 21.25
            maximumTimeout = reply.maximumTimeout();
        }
        timers.disarm(timer);
        long refresh = reply.refreshSeconds() < 0 ? REFRESH_DEFAULT : reply.refreshSeconds();
        if (refresh != NEVER) { // section 21.23
            timers.arm(timer, turn.now() + Math.max(refresh, REFRESH_MINIMUM) * SECOND);
        }
        observer.informationLearned(reply.dnsServers(), reply.domains());
    }
}
