package dev.demitasse.net;

import dev.demitasse.machine.Clock;
import dev.demitasse.machine.Entropy;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.net.core.MemoryBudget;
import dev.demitasse.net.core.PacketRing;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.dhcp.AddressClient;
import dev.demitasse.net.dhcp.DhcpClient;
import dev.demitasse.net.dhcp.Dhcpv6Channel;
import dev.demitasse.net.dhcp.InformationClient;
import dev.demitasse.net.dhcp.Lease;
import dev.demitasse.net.dns.DnsResolver;
import dev.demitasse.net.ip.DestinationOrder;
import dev.demitasse.net.ip.EthernetLink;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Ipv6Link;
import dev.demitasse.net.ip.LinkLocal;
import dev.demitasse.net.ip.LoopbackLink;
import dev.demitasse.net.ntp.TimeClient;
import dev.demitasse.net.tcp.StreamSocket;
import dev.demitasse.net.tcp.Tcp;
import dev.demitasse.net.udp.DatagramSocket;
import dev.demitasse.net.udp.Udp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A host's whole network stack: interfaces, IP, UDP, TCP, DHCP, DNS.
 *
 * <p>It starts no threads. Application threads' calls do their own work under the lock, including sending; the
 * embedding's network thread does the rest:
 *
 * <pre>{@code
 * while (running) {
 *     long deadline = stack.poll();
 *     if (stack.armWakeup()) {
 *         sleepUntil(deadline);   // or until the wake-up runs, which may have happened already
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe: every entry point takes {@link #lock()}.
 */
public final class NetworkStack {
    /** Frames taken from one device before timers and other devices have their turn. */
    private static final int RECEIVE_BATCH = 64;

    /** How soon to try again when a device had no room. */
    private static final long ROOM_RETRY = 200_000L;

    private final Lock lock;
    private final Turn turn;
    private final Timers timers = new Timers();
    private final Counters counters = new Counters();
    private final MemoryBudget budget;
    private final Internet internet;
    private final LoopbackLink loopback;
    private final EthernetLink[] ethernets;
    private final Udp udp;
    private final Tcp tcp;
    private final DnsResolver resolver;
    private final @Nullable PacketRing ring;
    private final List<Interface> interfaces = new ArrayList<>();
    private final Randomness random;
    private @Nullable WallClock timekeeper;
    private @Nullable TimeClient timeClient;
    private boolean timeByDhcp;
    private List<String> leasedTimeServers = List.of();

    private NetworkStack(Builder builder, Clock clock, Entropy entropy) {
        lock = builder.lock;
        ring = builder.ringFrames == 0 ? null : new PacketRing(builder.ringFrames);
        turn = new Turn(lock, clock, timers, builder.wakeup);
        random = new Randomness(entropy);
        budget = new MemoryBudget(builder.memoryBudget);
        internet = new Internet(turn, timers, random, budget, counters);
        udp = new Udp(turn, internet, random, budget, counters);
        tcp = new Tcp(turn, timers, internet, random, budget, counters, builder.tcpPolicy);
        internet.setTransports(tcp, udp);
        resolver = new DnsResolver(turn, timers, random, udp, tcp, internet::reachesIpv6);
        loopback = new LoopbackLink(internet);
        internet.add(loopback);
        internet.addAddress(loopback, new InterfaceAddress(IpAddress.LOOPBACK_IPV4, 8));
        internet.addAddress(loopback, new InterfaceAddress(IpAddress.LOOPBACK_IPV6, 128));
        interfaces.add(new StackInterface(loopback, turn, internet, tcp, null));
        ethernets = new EthernetLink[builder.devices.size()];
        for (int i = 0; i < ethernets.length; i++) {
            ethernets[i] = addEthernet(builder.devices.get(i), i, random, builder);
            builder.devices.get(i).setWakeup(builder.wakeup);
        }
        turn.setEndOfTurn(this::endOfTurn);
    }

    private EthernetLink addEthernet(NetworkDevice device, int number, Randomness random, Builder builder) {
        EthernetLink link =
                new EthernetLink("eth" + number, number + 2, device, internet, counters, turn, timers, random);
        internet.add(link);
        link.record(ring);
        ConfigurationObserver observer = new ConfigurationObserver();
        LinkLocal linkLocal = new LinkLocal(link, internet, turn, timers, observer);
        DhcpClient dhcp =
                new DhcpClient(link, turn, timers, random, internet, udp, observer, linkLocal, builder.probeAddresses);
        Dhcpv6Channel servers = new Dhcpv6Channel(link, internet, udp);
        observer.information = new InformationClient(servers, turn, timers, random, observer);
        observer.leased = new AddressClient(servers, link, turn, timers, random);
        link.ipv6().setObserver(observer);
        Randomness identifiers = builder.identifiers;
        if (identifiers != null) {
            link.ipv6().setIdentifierKey(identifiers);
        }
        StackInterface view = new StackInterface(link, turn, internet, tcp, dhcp);
        observer.view = view;
        interfaces.add(view);
        return link;
    }

    /** What a lease, a router or a link-local address means beyond its interface. */
    private final class ConfigurationObserver
            implements DhcpClient.Observer, InformationClient.Observer, LinkLocal.Observer, Ipv6Link.Observer {
        private @Nullable StackInterface view;
        private @Nullable InformationClient information;
        private @Nullable AddressClient leased;
        private List<IpAddress> leasedServers = List.of();
        private List<String> leasedDomains = List.of();
        private List<IpAddress> toldServers = List.of();
        private List<String> toldDomains = List.of();
        private List<IpAddress> routersServers = List.of();
        private List<String> routersDomains = List.of();

        @Override
        public void leaseChanged(@Nullable Lease lease) {
            leasedServers = lease == null ? List.of() : lease.dnsServers();
            leasedDomains = lease == null || lease.domain().isEmpty() ? List.of() : List.of(lease.domain());
            learnNames();
            learnTimeServers(lease == null ? List.of() : lease.ntpServers());
            addressesChanged();
        }

        @Override
        public void namesLearned(List<IpAddress> servers, List<String> domains) {
            routersServers = servers;
            routersDomains = domains;
            learnNames();
        }

        @Override
        public void informationLearned(List<IpAddress> servers, List<String> domains) {
            toldServers = servers;
            toldDomains = domains;
            learnNames();
        }

        @Override
        public void leaseLost(IpAddress address) {
            if (leased != null) {
                leased.duplicate(address);
            }
        }

        @Override
        public void moreByDhcp(boolean addresses) {
            if (information != null) {
                information.start();
            }
            if (leased != null && addresses) {
                leased.start();
            }
        }

        @Override
        public void noMoreByDhcp() {
            if (information != null) {
                information.stop();
            }
            if (leased != null) {
                leased.stop();
            }
        }

        /** RFC 8106 section 5.3.1: DHCP's servers come first; what two say is kept once. */
        private void learnNames() {
            Set<IpAddress> servers = new LinkedHashSet<>(leasedServers);
            servers.addAll(toldServers);
            servers.addAll(routersServers);
            Set<String> domains = new LinkedHashSet<>(leasedDomains);
            domains.addAll(toldDomains);
            domains.addAll(routersDomains);
            resolver.learn(List.copyOf(servers), List.copyOf(domains));
        }

        @Override
        public void addressesChanged() {
            if (view != null) {
                view.changed();
            }
        }

        @Override
        public void addressLost(IpAddress address) {
            tcp.addressRemoved(address);
        }

        @Override
        public void linkLocalChanged(@Nullable IpAddress lost) {
            if (lost != null) {
                tcp.addressRemoved(lost);
            }
            addressesChanged();
        }
    }

    /** Starts to build a stack. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The lock that guards the whole stack; reentrant. Holding it makes several calls one step.
     */
    public Lock lock() {
        return lock;
    }

    /**
     * Takes in what the devices have received, runs the timers that are due, and lets the devices send.
     *
     * @return when to poll again at the latest, on the clock's {@code nanoTime} scale; {@link Long#MAX_VALUE} when no
     *     timer runs. Calls by other threads that need an earlier time run the builder's wake-up.
     */
    public long poll() {
        turn.enter();
        try {
            boolean more = false;
            for (EthernetLink ethernet : ethernets) {
                more |= ethernet.receive(RECEIVE_BATCH) == RECEIVE_BATCH;
            }
            turn.advance();
            timers.run(turn.now());
            endOfTurn();
            long deadline = timers.next();
            if (more) {
                deadline = turn.now();
            } else if (tcp.awaitsRoom()) {
                deadline = deadline == Long.MAX_VALUE || deadline - turn.now() > ROOM_RETRY
                        ? turn.now() + ROOM_RETRY
                        : deadline;
            }
            turn.settle(deadline);
            return deadline;
        } finally {
            turn.exit();
        }
    }

    /** What is left to do when a visit to the stack ends: loopback, those that waited for room, the doorbells. */
    private void endOfTurn() {
        if (tcp.awaitsRoom()) {
            tcp.resume();
        }
        while (loopback.drain()) {
            if (tcp.awaitsRoom()) {
                tcp.resume();
            }
        }
        if (tcp.awaitsRoom()) {
            turn.requestWakeup();
        }
        for (EthernetLink ethernet : ethernets) {
            ethernet.flush();
        }
    }

    /** Asks every device for a wake-up; {@code false} when one has something already and polling must go on. */
    public boolean armWakeup() {
        turn.enter();
        try {
            boolean armed = true;
            for (EthernetLink ethernet : ethernets) {
                armed &= ethernet.device().armWakeup();
            }
            return armed;
        } finally {
            turn.exit();
        }
    }

    /** A new TCP socket. */
    public TcpSocket tcpSocket() {
        return new StreamSocket(tcp);
    }

    /** A new UDP socket. */
    public UdpSocket udpSocket() {
        return new DatagramSocket(udp);
    }

    /** Names to addresses. */
    public Resolver resolver() {
        return resolver;
    }

    /** All interfaces by index, loopback first. */
    public List<Interface> interfaces() {
        return List.copyOf(interfaces);
    }

    /** The interface with this name. */
    public Optional<Interface> interfaceNamed(String name) {
        for (Interface candidate : interfaces) {
            if (candidate.name().equals(name)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The routing table, most specific first. */
    public List<Route> routes() {
        turn.enter();
        try {
            return internet.routes();
        } finally {
            turn.exit();
        }
    }

    /** Adds a route, replacing one to the same network over the same interface. */
    public void addRoute(Route route) {
        turn.enter();
        try {
            internet.addRoute(route);
        } finally {
            turn.exit();
        }
    }

    /** Removes a route; nothing happens when it is not there. */
    public void removeRoute(Route route) {
        turn.enter();
        try {
            internet.removeRoute(route);
        } finally {
            turn.exit();
        }
    }

    /** The addresses of one name in the order in which they are to be tried (RFC 6724 section 6). */
    public List<IpAddress> inOrder(List<IpAddress> addresses) {
        turn.enter();
        try {
            return DestinationOrder.of(addresses, internet);
        } finally {
            turn.exit();
        }
    }

    /** The TCP connections there are, whatever their state, in no order; listeners are not among them. */
    public List<TcpConnection> connections() {
        turn.enter();
        try {
            return tcp.connections();
        } finally {
            turn.exit();
        }
    }

    /**
     * The last frames of all devices, as a file of pcap; nothing unless {@link Builder#packetRing} was asked for one.
     * Checksums that are left to a device are not in frames that we have sent.
     */
    public Optional<byte[]> capturedPackets() {
        turn.enter();
        try {
            return Optional.ofNullable(ring).map(PacketRing::pcap);
        } finally {
            turn.exit();
        }
    }

    /** A copy of what {@link #capturedPackets} makes a file of, for who writes another. */
    public Optional<PacketRing> packets() {
        turn.enter();
        try {
            return Optional.ofNullable(ring).map(PacketRing::snapshot);
        } finally {
            turn.exit();
        }
    }

    /** The ring itself, which goes on changing under the lock: for who reads it when nothing else runs any more. */
    public Optional<PacketRing> livePackets() {
        return Optional.ofNullable(ring);
    }

    /**
     * Keeps a clock by what time servers say (SNTP), from now on.
     *
     * @param servers names or addresses in order of preference; none for those that DHCP tells, now or later
     */
    public void keepTime(List<String> servers, WallClock clock) {
        turn.enter();
        try {
            timekeeper = clock;
            timeByDhcp = servers.isEmpty();
            askTime(timeByDhcp ? leasedTimeServers : servers);
        } finally {
            turn.exit();
        }
    }

    private void askTime(List<String> servers) {
        TimeClient asking = timeClient;
        if (asking != null) {
            asking.stop();
            timeClient = null;
        }
        WallClock clock = timekeeper;
        if (clock != null && !servers.isEmpty()) {
            TimeClient client = new TimeClient(turn, timers, random, udp, resolver, clock, servers);
            timeClient = client;
            client.start();
        }
    }

    /** What a lease says of time servers; a server that stays the same is not asked anew. */
    private void learnTimeServers(List<IpAddress> servers) {
        List<String> texts = new ArrayList<>();
        for (IpAddress server : servers) {
            texts.add(server.toString());
        }
        boolean changed = !texts.equals(leasedTimeServers);
        leasedTimeServers = texts;
        if (timeByDhcp && changed) {
            askTime(texts);
        }
    }

    /** What has been counted so far: a copy. */
    public Counters counters() {
        turn.enter();
        try {
            return counters.snapshot();
        } finally {
            turn.exit();
        }
    }

    /** Bytes that all sockets' buffers and unfinished datagrams take together: what the memory budget bounds. */
    public long bufferedBytes() {
        lock.lock(); // and no turn: looking makes nothing happen
        try {
            return budget.used();
        } finally {
            lock.unlock();
        }
    }

    /** What a stack is made of. Clock and entropy must be given. Not thread-safe. */
    public static final class Builder {
        private @Nullable Clock clock;
        private @Nullable Entropy entropy;
        private final List<NetworkDevice> devices = new ArrayList<>();
        private Lock lock = new ReentrantLock();
        private Runnable wakeup = () -> {};
        private long memoryBudget = 8 << 20;
        private boolean probeAddresses;
        private int ringFrames;
        private @Nullable Randomness identifiers;
        private TcpPolicy tcpPolicy = TcpPolicy.DEFAULT;

        private Builder() {}

        /** Time; must be given. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Randomness for sequence numbers, ports and ids; must be given. */
        public Builder entropy(Entropy value) {
            entropy = value;
            return this;
        }

        /** Adds a device, which becomes the next {@code ethN}. */
        public Builder device(NetworkDevice value) {
            devices.add(value);
            return this;
        }

        /** The lock that guards the stack; must be reentrant. A {@link ReentrantLock} unless given. */
        public Builder lock(Lock value) {
            lock = value;
            return this;
        }

        /**
         * What makes the network thread poll soon: given to every device, and run when an application thread's call
         * set an earlier deadline than the last {@link NetworkStack#poll()} answered. Runs in any context.
         */
        public Builder wakeup(Runnable value) {
            wakeup = value;
            return this;
        }

        /** Most bytes all socket buffers together may take; 8 MiB unless given. */
        public Builder memoryBudget(long bytes) {
            memoryBudget = bytes;
            return this;
        }

        /**
         * Whether a leased address is asked for on the link before it is used (RFC 5227 section 2.1), which takes four to
         * seven seconds. Not unless set: it is used at once then, and given up when another host insists on it.
         */
        public Builder probeAddresses(boolean value) {
            probeAddresses = value;
            return this;
        }

        /**
         * The secret of this machine by which it chooses its IPv6 addresses (RFC 7217). With the same secret they are the
         * same in every life of the machine; without one they are others each time.
         */
        public Builder identifierKey(long first, long second) {
            identifiers = new Randomness(first, second);
            return this;
        }

        /** Keeps the last so many frames for {@link NetworkStack#capturedPackets()}; none unless given. */
        public Builder packetRing(int frames) {
            ringFrames = frames;
            return this;
        }

        /** What TCP does where there is a choice; {@link TcpPolicy#DEFAULT} unless given. */
        public Builder tcpPolicy(TcpPolicy value) {
            tcpPolicy = value;
            return this;
        }

        /** Builds the stack, with loopback up and the devices' interfaces up but without addresses. */
        public NetworkStack build() {
            if (clock == null || entropy == null) {
                throw new IllegalStateException("a network stack needs a clock and entropy");
            }
            return new NetworkStack(this, clock, entropy);
        }
    }
}
