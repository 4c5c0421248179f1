package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A router advertisement (RFC 4861 section 4.2), with the options a host has a use for. Lifetimes are in seconds, with
 * {@link #INFINITE} for ever; times in milliseconds; 0 where the router does not say.
 *
 * @param hopLimit what to send with
 * @param managed whether DHCPv6 has addresses, and so more to tell, too (the M flag)
 * @param otherConfiguration whether DHCPv6 has more to tell (the O flag)
 * @param preference 1 high, 0 medium, -1 low (RFC 4191 section 2.2)
 * @param lifetime of the router as a default router
 * @param reachableTime how long a neighbour counts as reachable after it has shown so
 * @param retransTimer between two solicitations
 * @param hardware the router's hardware address, -1 when not told
 * @param mtu the link's, 0 when not told
 */
public record RouterAdvertisement(
        int hopLimit,
        boolean managed,
        boolean otherConfiguration,
        int preference,
        int lifetime,
        long reachableTime,
        long retransTimer,
        long hardware,
        int mtu,
        List<Prefix> prefixes,
        List<DnsServers> dnsServers,
        List<SearchDomains> searchDomains) {
    /** A lifetime that does not end. */
    public static final long INFINITE = 0xffff_ffffL;

    /** Bytes without options. */
    public static final int LENGTH = 16;

    private static final int OPTION_PREFIX = 3;
    private static final int OPTION_MTU = 5;
    private static final int OPTION_DNS_SERVERS = 25;
    private static final int OPTION_SEARCH_DOMAINS = 31;

    /** As many of each kind as are looked at. */
    private static final int MOST = 16;

    /** Prefix information (section 4.6.2). */
    public record Prefix(
            IpAddress prefix, int length, boolean onLink, boolean autonomous, long validLifetime, long preferred) {}

    /** Recursive DNS servers (RFC 8106 section 5.1). */
    public record DnsServers(List<IpAddress> servers, long lifetime) {}

    /** DNS search list (RFC 8106 section 5.2). */
    public record SearchDomains(List<String> domains, long lifetime) {}

    /** Reads a message whose checksum is right, from the ICMPv6 header on; nothing when it is malformed. */
    public static Optional<RouterAdvertisement> parse(PacketBuffer message) {
        if (message.length() < LENGTH || !NeighborMessage.optionsValid(message, LENGTH)) {
            return Optional.empty();
        }
        int mtu = 0;
        List<Prefix> prefixes = new ArrayList<>(1);
        List<DnsServers> servers = new ArrayList<>(1);
        List<SearchDomains> domains = new ArrayList<>(1);
        int units;
        for (int at = LENGTH; at < message.length(); at += units * 8) {
            units = message.getUnsignedByte(at + 1);
            switch (message.getUnsignedByte(at)) {
                case OPTION_PREFIX -> {
                    if (units == 4 && prefixes.size() < MOST && message.getUnsignedByte(at + 2) <= 128) {
                        prefixes.add(prefix(message, at));
                    }
                }
                case OPTION_MTU -> mtu = units == 1 ? message.getInt(at + 4) : mtu;
                case OPTION_DNS_SERVERS -> {
                    if (units >= 3 && servers.size() < MOST) {
                        servers.add(servers(message, at, units));
                    }
                }
                case OPTION_SEARCH_DOMAINS -> {
                    if (units >= 2 && domains.size() < MOST) {
                        domains.add(
                                new SearchDomains(domains(message, at + 8, at + units * 8), seconds(message, at + 4)));
                    }
                }
                default -> {
                    // section 4.2: unknown options are ignored
                }
            }
        }
        return Optional.of(new RouterAdvertisement(
                message.getUnsignedByte(4),
                (message.getUnsignedByte(5) & 0x80) != 0,
                (message.getUnsignedByte(5) & 0x40) != 0,
                preference(message.getUnsignedByte(5)),
                message.getUnsignedShort(6),
                seconds(message, 8),
                seconds(message, 12),
                NeighborMessage.linkLayerOption(message, LENGTH, NeighborMessage.SOURCE_LINK_LAYER),
                mtu,
                List.copyOf(prefixes),
                List.copyOf(servers),
                List.copyOf(domains)));
    }

    /** RFC 4191 section 2.2: the reserved value counts as medium. */
    private static int preference(int flags) {
        return switch (flags >>> 3 & 3) {
            case 1 -> 1;
            case 3 -> -1;
            default -> 0;
        };
    }

    private static Prefix prefix(PacketBuffer message, int at) {
        int flags = message.getUnsignedByte(at + 3);
        return new Prefix(
                new IpAddress(message.getLong(at + 16), message.getLong(at + 24)),
                message.getUnsignedByte(at + 2),
                (flags & 0x80) != 0,
                (flags & 0x40) != 0,
                seconds(message, at + 4),
                seconds(message, at + 8));
    }

    private static DnsServers servers(PacketBuffer message, int at, int units) {
        List<IpAddress> servers = new ArrayList<>(1);
        for (int i = 1; i + 2 <= units && servers.size() < MOST; i += 2) {
            servers.add(new IpAddress(message.getLong(at + i * 8), message.getLong(at + i * 8 + 8)));
        }
        return new DnsServers(List.copyOf(servers), seconds(message, at + 4));
    }

    private static List<String> domains(PacketBuffer message, int from, int end) {
        ByteBuffer bytes = ByteBuffer.allocate(end - from);
        message.get(from, bytes, end - from);
        return DomainNames.parse(bytes.flip(), MOST);
    }

    private static long seconds(PacketBuffer message, int at) {
        return message.getInt(at) & 0xffff_ffffL;
    }
}
