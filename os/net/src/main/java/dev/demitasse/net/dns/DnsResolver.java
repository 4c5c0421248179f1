package dev.demitasse.net.dns;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.Resolution;
import dev.demitasse.net.Resolver;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.tcp.Tcp;
import dev.demitasse.net.udp.Udp;
import dev.demitasse.net.wire.DnsMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The resolver: text addresses, static hosts, then DNS. Public methods take the stack's lock. */
public final class DnsResolver implements Resolver {
    private static final List<IpAddress> LOOPBACK = List.of(IpAddress.LOOPBACK_IPV4, IpAddress.LOOPBACK_IPV6);

    final Turn turn;
    final Timers timers;
    final Randomness random;
    final Udp udp;
    final Tcp tcp;
    final Cache cache;
    private final BooleanSupplier speaksIpv6;
    private final Map<String, List<IpAddress>> hosts = new LinkedHashMap<>();
    private List<IpAddress> configuredServers = List.of();
    private List<IpAddress> learnedServers = List.of();
    private List<String> configuredDomains = List.of();
    private List<String> learnedDomains = List.of();

    /**
     * A resolver that knows {@code localhost} and no server.
     *
     * @param speaksIpv6 whether there is any use in asking for IPv6 addresses (RFC 3493 section 6.1, AI_ADDRCONFIG)
     */
    public DnsResolver(Turn turn, Timers timers, Randomness random, Udp udp, Tcp tcp, BooleanSupplier speaksIpv6) {
        this.turn = turn;
        this.timers = timers;
        this.random = random;
        this.udp = udp;
        this.tcp = tcp;
        this.cache = new Cache(turn);
        this.speaksIpv6 = speaksIpv6;
        hosts.put("localhost", LOOPBACK);
    }

    @Override
    public Lookup lookup(String name) {
        turn.enter();
        try {
            Resolution known = known(name);
            if (!(known instanceof Resolution.Pending)) {
                return new NameLookup(this, known);
            }
            if (speaksIpv6.getAsBoolean()) {
                AddressLookup both = new AddressLookup(this, candidates(name));
                both.start();
                return both;
            }
            NameLookup lookup = new NameLookup(this, candidates(name), DnsMessage.TYPE_A);
            lookup.start();
            return lookup;
        } finally {
            turn.exit();
        }
    }

    /** What can be said without asking; pending when nothing. */
    private Resolution known(String name) {
        String plain = withoutFinalDot(name);
        if (plain.indexOf(':') >= 0 || isDotted(plain)) {
            try {
                return new Resolution.Addresses(List.of(IpAddress.parse(plain)));
            } catch (IllegalArgumentException e) {
                return new Resolution.NotFound();
            }
        }
        List<IpAddress> host = hosts.get(plain.toLowerCase(Locale.ROOT));
        if (host != null) {
            return new Resolution.Addresses(host);
        }
        if (plain.toLowerCase(Locale.ROOT).endsWith(".localhost")) { // RFC 6761 section 6.3
            return new Resolution.Addresses(LOOPBACK);
        }
        return DnsMessage.validName(plain) ? new Resolution.Pending() : new Resolution.NotFound();
    }

    private static boolean isDotted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The names to try: as it is first when it has a dot, else last. */
    private List<String> candidates(String name) {
        String plain = withoutFinalDot(name);
        if (name.endsWith(".")) {
            return List.of(plain);
        }
        List<String> names = new ArrayList<>();
        boolean dotted = plain.indexOf('.') >= 0;
        if (dotted) {
            names.add(plain);
        }
        for (String domain : currentDomains()) {
            String full = plain + "." + withoutFinalDot(domain);
            if (DnsMessage.validName(full)) {
                names.add(full);
            }
        }
        if (!dotted) {
            names.add(plain);
        }
        return names;
    }

    private static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public Lookup lookup(IpAddress address) {
        turn.enter();
        try {
            for (Map.Entry<String, List<IpAddress>> host : hosts.entrySet()) {
                if (host.getValue().contains(address)) {
                    return new NameLookup(this, new Resolution.Name(host.getKey()));
                }
            }
            NameLookup lookup = new NameLookup(this, List.of(reverseName(address)), DnsMessage.TYPE_PTR);
            lookup.start();
            return lookup;
        } finally {
            turn.exit();
        }
    }

    /** RFC 1035 section 3.5, RFC 3596 section 2.5. */
    private static String reverseName(IpAddress address) {
        byte[] bytes = address.bytes();
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes.length == 4) {
                name.append(bytes[i] & 0xff).append('.');
            } else {
                name.append(Character.forDigit(bytes[i] & 0xf, 16)).append('.');
                name.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16)).append('.');
            }
        }
        return name.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }

    @Override
    public void addHost(String name, IpAddress address) {
        turn.enter();
        try {
            hosts.merge(withoutFinalDot(name).toLowerCase(Locale.ROOT), List.of(address), (old, added) -> {
                List<IpAddress> all = new ArrayList<>(old);
                all.addAll(added);
                return List.copyOf(all);
            });
        } finally {
            turn.exit();
        }
    }

    @Override
    public List<IpAddress> servers() {
        turn.enter();
        try {
            return currentServers();
        } finally {
            turn.exit();
        }
    }

    List<IpAddress> currentServers() {
        return configuredServers.isEmpty() ? learnedServers : configuredServers;
    }

    @Override
    public void setServers(List<IpAddress> servers) {
        turn.enter();
        try {
            configuredServers = List.copyOf(servers);
            cache.clear();
        } finally {
            turn.exit();
        }
    }

    @Override
    public List<String> searchDomains() {
        turn.enter();
        try {
            return currentDomains();
        } finally {
            turn.exit();
        }
    }

    private List<String> currentDomains() {
        return configuredDomains.isEmpty() ? learnedDomains : configuredDomains;
    }

    @Override
    public void setSearchDomains(List<String> domains) {
        turn.enter();
        try {
            configuredDomains = List.copyOf(domains);
        } finally {
            turn.exit();
        }
    }

    /** Sets what DHCP says; under the lock. */
    public void learn(List<IpAddress> servers, List<String> domains) {
        learnedServers = servers;
        learnedDomains = domains;
        cache.clear();
    }
}
