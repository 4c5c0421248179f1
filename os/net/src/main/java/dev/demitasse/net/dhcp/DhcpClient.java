package dev.demitasse.net.dhcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Route;
import dev.demitasse.net.core.PortTable;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.ip.AddressOwner;
import dev.demitasse.net.ip.EthernetLink;
import dev.demitasse.net.ip.Inbound;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.LinkLocal;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.udp.Udp;
import dev.demitasse.net.wire.DhcpMessage;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets and keeps a lease for one interface: the states of RFC 2131 figure 5. Guarded by the stack's lock.
 */
public final class DhcpClient implements Udp.PortHandler, AddressOwner {
    /** Where a lease's consequences go that are not the interface's. */
    public interface Observer {
        /** The lease began, changed or ended; {@code null} when there is none now. */
        void leaseChanged(@Nullable Lease lease);

        /** An address of the interface is about to be taken away. */
        void addressLost(IpAddress address);
    }

    /** The states of RFC 2131 figure 5 but INIT-REBOOT and REBOOTING, which need memory over a restart. */
    enum State {
        STOPPED,
        SELECTING,
        REQUESTING,
        BOUND,
        RENEWING,
        REBINDING
    }

    private static final long SECOND = 1_000_000_000L;
    private static final int SERVER_PORT = 67;
    private static final int CLIENT_PORT = 68;

    /** First wait before sending again; RFC 2131 section 4.1 suggests four seconds, doubled up to 64, and a random one. */
    private static final long FIRST_RETRY = 4 * SECOND;

    private static final long MAX_RETRY = 64 * SECOND;
    private static final int MAX_REQUESTS = 4;

    /** Unanswered calls for a server after which the interface gets a link-local address (RFC 3927 section 1.9). */
    private static final int LAST_RESORT = 2;

    /** RFC 2131 section 3.1, step 5: before starting anew after a conflict. */
    private static final long DECLINE_WAIT = 10 * SECOND;

    private final EthernetLink link;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final Internet internet;
    private final Udp udp;
    private final Observer observer;
    private final LinkLocal linkLocal;
    private final boolean probing;
    private final ByteBuffer scratch = ByteBuffer.allocate(DhcpMessage.MAX_LENGTH);
    private final Timer timer = new Timer() {
        @Override
        protected void expire() {
            expired();
        }
    };

    private State state = State.STOPPED;
    private String hostname = "";
    private int transaction;
    private long began;
    private int attempts;
    private PortTable.@Nullable Binding port;
    private @Nullable DhcpMessage offer;
    private @Nullable Lease lease;

    /** When to rebind and when the lease ends, in {@code nanoTime}. */
    private long rebindAt;

    private long expiresAt;
    private long renewAt;

    /**
     * A client for an interface, not started.
     *
     * @param linkLocal what is started when nobody answers
     * @param probing whether an address is asked for on the link before it is used (RFC 5227 section 2.1)
     */
    public DhcpClient(
            EthernetLink link,
            Turn turn,
            Timers timers,
            Randomness random,
            Internet internet,
            Udp udp,
            Observer observer,
            LinkLocal linkLocal,
            boolean probing) {
        this.link = link;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.internet = internet;
        this.udp = udp;
        this.observer = observer;
        this.linkLocal = linkLocal;
        this.probing = probing;
    }

    /** Starts to look for a server; {@code hostname} is told to it unless empty. Starting again changes nothing. */
    public void start(String name) {
        if (state != State.STOPPED) {
            return;
        }
        hostname = name;
        port = udp.handle(CLIENT_PORT, this);
        discover();
    }

    /** Gives the lease back (RFC 2131 section 4.4.6) and stops. */
    public void stop() {
        Lease held = lease;
        if (held != null) {
            transaction = (int) random.nextLong();
            send(
                    message(DhcpMessage.RELEASE, held.address())
                            .server(held.server())
                            .build(),
                    unicast(held));
        }
        loseLease();
        linkLocal.stop();
        timers.disarm(timer);
        link.setAcceptsUnaddressed(false);
        if (state != State.STOPPED) {
            releasePort();
        }
        state = State.STOPPED;
    }

    private void releasePort() {
        PortTable.Binding held = port;
        port = null;
        if (held != null) {
            udp.release(held);
        }
    }

    /** The lease, when there is one. */
    public Optional<Lease> lease() {
        return Optional.ofNullable(lease);
    }

    private void discover() {
        state = State.SELECTING;
        link.setAcceptsUnaddressed(true);
        transaction = (int) random.nextLong();
        began = turn.now();
        attempts = 0;
        offer = null;
        sendDiscover();
    }

    private void sendDiscover() {
        if (attempts == LAST_RESORT) {
            linkLocal.start();
        }
        send(message(DhcpMessage.DISCOVER, IpAddress.ANY_IPV4).build(), broadcast(IpAddress.ANY_IPV4));
        retryLater();
    }

    private void sendRequest(DhcpMessage chosen) {
        send(
                message(DhcpMessage.REQUEST, IpAddress.ANY_IPV4)
                        .requested(chosen.yourAddress())
                        .server(chosen.serverIdentifier().orElse(IpAddress.ANY_IPV4))
                        .build(),
                broadcast(IpAddress.ANY_IPV4));
        retryLater();
    }

    /** RFC 2131 table 5: in RENEWING and REBINDING the address goes into ciaddr, without server and requested address. */
    private void sendExtension(Lease held) {
        boolean renewing = state == State.RENEWING;
        send(
                message(DhcpMessage.REQUEST, held.address()).build(),
                renewing ? unicast(held) : broadcast(held.address()));
        long limit = renewing ? rebindAt : expiresAt;
        long half = (limit - turn.now()) / 2; // RFC 2131 section 4.4.5: half of what remains, at least a minute
        long next = turn.now() + Math.max(60 * SECOND, half);
        timers.arm(timer, next - limit > 0 ? limit : next);
    }

    private void retryLater() {
        long wait = Math.min(MAX_RETRY, FIRST_RETRY << Math.min(attempts, 4));
        long jitter = random.nextInt(2000) * 1_000_000L - SECOND;
        attempts++;
        timers.arm(timer, turn.now() + wait + jitter);
    }

    private void expired() {
        switch (state) {
            case STOPPED -> {
                // the timer is disarmed
            }
            case SELECTING -> sendDiscover();
            case REQUESTING -> {
                DhcpMessage chosen = offer;
                if (chosen == null || attempts >= MAX_REQUESTS) {
                    discover();
                } else {
                    sendRequest(chosen);
                }
            }
            case BOUND, RENEWING, REBINDING -> extend();
        }
    }

    private void extend() {
        Lease held = lease;
        if (held == null || turn.now() - expiresAt >= 0) {
            loseLease();
            discover();
            return;
        }
        if (state == State.BOUND) {
            transaction = (int) random.nextLong();
            began = turn.now();
        }
        state = turn.now() - rebindAt >= 0 ? State.REBINDING : State.RENEWING;
        sendExtension(held);
    }

    @Override
    public boolean input(Inbound in, PacketBuffer packet, int offset) {
        if (in.link() != link) {
            return false;
        }
        scratch.clear();
        int length = packet.length() - offset;
        if (length > scratch.capacity()) {
            return true;
        }
        packet.get(offset, scratch, length);
        scratch.flip();
        DhcpMessage.parse(scratch).filter(this::forUs).ifPresent(this::arrived);
        return true;
    }

    private boolean forUs(DhcpMessage message) {
        return message.reply()
                && message.transaction() == transaction
                && message.hardwareAddress() == link.hardwareAddress();
    }

    private void arrived(DhcpMessage message) {
        switch (state) {
            case SELECTING -> {
                if (message.type() == DhcpMessage.OFFER && usable(message)) {
                    offer = message;
                    state = State.REQUESTING;
                    attempts = 0;
                    sendRequest(message);
                }
            }
            case REQUESTING, RENEWING, REBINDING -> {
                if (message.type() == DhcpMessage.ACK && usable(message)) {
                    bind(message);
                } else if (message.type() == DhcpMessage.NAK) {
                    loseLease();
                    discover();
                }
            }
            case STOPPED, BOUND -> {
                // late or double
            }
        }
    }

    private static boolean usable(DhcpMessage message) {
        IpAddress address = message.yourAddress();
        return !address.isAny()
                && !address.isMulticast()
                && !address.isLoopback()
                && message.serverIdentifier().isPresent();
    }

    private void bind(DhcpMessage ack) {
        Lease before = lease;
        Lease now = Lease.of(ack);
        timers.disarm(timer);
        link.setAcceptsUnaddressed(false);
        if (before != null && !before.sameConfiguration(now)) {
            loseLease();
            before = null;
        }
        state = State.BOUND;
        lease = now;
        schedule(now, ack);
        if (before == null && probing) {
            link.claims().probe(now.address(), this);
        } else if (before == null) {
            link.claims().hold(now.address(), this);
            configure(now);
        }
    }

    private void configure(Lease now) {
        if (now.mtu() > 0) {
            link.setMtu(now.mtu());
        }
        internet.addAddress(link, now.interfaceAddress());
        for (Route route : now.routes(link.index())) {
            internet.addRoute(route);
        }
        linkLocal.stop();
        observer.leaseChanged(now);
    }

    @Override
    public void addressClaimed(IpAddress address) {
        Lease held = lease;
        if (held != null && held.address().equals(address)) {
            configure(held);
        }
    }

    /** Another host has the address: says so to the server and starts anew (RFC 2131 section 3.1, step 5). */
    @Override
    public void addressLost(IpAddress address) {
        Lease held = lease;
        if (held == null || !held.address().equals(address)) {
            return;
        }
        transaction = (int) random.nextLong();
        send(
                message(DhcpMessage.DECLINE, IpAddress.ANY_IPV4)
                        .requested(address)
                        .server(held.server())
                        .build(),
                broadcast(IpAddress.ANY_IPV4));
        loseLease();
        state = State.SELECTING;
        offer = null;
        attempts = 0;
        link.setAcceptsUnaddressed(true);
        timers.arm(timer, turn.now() + DECLINE_WAIT);
    }

    /** RFC 2131 section 4.4.5: T1 is half, T2 seven eighths of the lease unless the server says otherwise. */
    private void schedule(Lease now, DhcpMessage ack) {
        if (now.seconds() == Lease.FOREVER) {
            return;
        }
        long duration = now.seconds() * SECOND;
        long t2 = ack.rebindingSeconds().map(s -> s * SECOND).orElse(duration * 7 / 8);
        long t1 = ack.renewalSeconds().map(s -> s * SECOND).orElse(duration / 2);
        t2 = Math.min(t2, duration);
        t1 = Math.min(t1, t2);
        expiresAt = began + duration; // counted from the request, so that we never outlast the server
        rebindAt = began + t2;
        renewAt = began + t1;
        timers.arm(timer, renewAt);
    }

    private void loseLease() {
        Lease lost = lease;
        lease = null;
        if (lost != null) {
            internet.removeAddress(link, lost.address());
            observer.addressLost(lost.address());
            observer.leaseChanged(null);
        }
    }

    private DhcpMessage.Builder message(int type, IpAddress clientAddress) {
        int seconds = Math.clamp((turn.now() - began) / SECOND, 0, 0xffff);
        return DhcpMessage.request(type, transaction, link.hardwareAddress())
                .seconds(seconds)
                .broadcast(clientAddress.isAny())
                .clientAddress(clientAddress)
                .hostname(type == DhcpMessage.RELEASE ? "" : hostname);
    }

    private Path broadcast(IpAddress from) {
        return internet.broadcastPath(link, from);
    }

    private Path unicast(Lease held) {
        Path path = internet.route(held.address(), held.server(), link.index());
        return path != null ? path : broadcast(held.address());
    }

    private void send(DhcpMessage message, Path path) {
        scratch.clear();
        message.emit(scratch);
        scratch.flip();
        udp.sendFrom(CLIENT_PORT, path, SERVER_PORT, scratch);
    }
}
