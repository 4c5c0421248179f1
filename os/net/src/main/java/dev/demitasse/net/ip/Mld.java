package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.Icmpv6Header;
import dev.demitasse.net.wire.Ipv6Header;
import dev.demitasse.net.wire.MldMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The host's part of MLDv2 (RFC 3810), and of MLDv1 while a router of that version asks. Guarded by the stack's lock. */
final class Mld extends GroupMembership {
    /** Where reports of version 2 go (section 5.2.14). */
    private static final IpAddress ALL_MLD_ROUTERS = new IpAddress(0xff02_0000_0000_0000L, 0x16);

    private static final int HEADERS = Ipv6Header.LENGTH + Ipv6Header.ROUTER_ALERT_LENGTH;

    private final Ipv6Link ipv6;

    Mld(Ipv6Link ipv6, Turn turn, Timers timers, Randomness random) {
        super(ipv6.link, turn, timers, random, MldMessage.VERSION_2_REPORT, MldMessage.ADDRESS_LENGTH);
        this.ipv6 = ipv6;
    }

    /** A router of this link asks (section 6.2); the packet is lent and its checksum right. */
    void input(Inbound in, PacketBuffer query) {
        boolean fromLink = in.hopLimit == 1 && in.source().isLinkLocal();
        int version = fromLink ? MldMessage.version(query) : 0;
        if (version == 0) {
            return;
        }
        IpAddress group = MldMessage.group(query);
        boolean newest = version == 2;
        asked(new GroupQuery(
                group.isAny() ? null : group,
                newest ? MldMessage.sources(query) : List.of(),
                2 - version,
                MldMessage.responseMillis(query),
                newest ? MldMessage.robustness(query) : 0,
                newest ? MldMessage.querySeconds(query) : 0));
    }

    /** Section 6: neither all nodes nor what does not leave the machine is. */
    @Override
    boolean reported(IpAddress group) {
        int scope = (int) (group.high() >>> 48 & 0xf);
        return !group.isIpv4() && !group.equals(IpAddress.ALL_NODES) && scope > 1;
    }

    @Override
    @Nullable PacketBuffer take() {
        return link.pool().take(link.headroom() + HEADERS);
    }

    @Override
    int longestReport() {
        return link.ipv6Mtu() - HEADERS;
    }

    @Override
    void send(PacketBuffer report) {
        send(report, ALL_MLD_ROUTERS);
    }

    @Override
    void sendOlder(IpAddress group, int age, boolean leaving) {
        PacketBuffer message = take();
        if (message != null) {
            MldMessage.beginVersion1(message, leaving ? MldMessage.VERSION_1_DONE : MldMessage.VERSION_1_REPORT, group);
            send(message, leaving ? IpAddress.ALL_ROUTERS : group);
        }
    }

    /** Section 5.2.13: from the link-local address, or from none as long as there is none. */
    private void send(PacketBuffer message, IpAddress to) {
        IpAddress from = ipv6.addresses.linkLocal().orElse(IpAddress.ANY_IPV6);
        Icmpv6Header.putChecksum(message, from, to);
        Ipv6Header.emitRouterAlert(message, Ipv6Header.ICMPV6);
        ipv6.send(message, Ipv6Header.HOP_BY_HOP, 1, from, to);
    }
}
