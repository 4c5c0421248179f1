package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IgmpMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host's part of IGMPv3 (RFC 3376), and of IGMPv2 and IGMPv1 while a router of that version asks. Guarded by the
 * stack's lock.
 */
final class Igmp extends GroupMembership {
    private static final long MILLISECOND = 1_000_000L;

    /** Where reports of version 3 go (section 4.2.14), and leaves of version 2 (RFC 2236 section 9). */
    private static final IpAddress ALL_IGMP_ROUTERS = IpAddress.ofIpv4(0xe000_0016);

    private static final IpAddress ALL_ROUTERS = IpAddress.ofIpv4(0xe000_0002);

    /** How much older version 1 is. */
    private static final int VERSION_1_AGE = 2;

    private final Ipv4 ipv4;

    Igmp(EthernetLink link, Ipv4 ipv4, Turn turn, Timers timers, Randomness random) {
        super(link, turn, timers, random, IgmpMessage.VERSION_3_REPORT, IgmpMessage.ADDRESS_LENGTH);
        this.ipv4 = ipv4;
    }

    /** A router asks (section 5.2); the packet is lent. */
    void input(PacketBuffer message) {
        if (!IgmpMessage.valid(message) || IgmpMessage.type(message) != IgmpMessage.QUERY) {
            return; // other hosts' reports do not matter to version 3
        }
        int version = IgmpMessage.version(message);
        if (version == 0) {
            return;
        }
        int group = IgmpMessage.group(message);
        boolean newest = version == 3;
        asked(new GroupQuery(
                group == 0 ? null : IpAddress.ofIpv4(group),
                newest ? IgmpMessage.sources(message) : List.of(),
                3 - version,
                IgmpMessage.responseTime(message) / MILLISECOND,
                newest ? IgmpMessage.robustness(message) : 0,
                newest ? IgmpMessage.querySeconds(message) : 0));
    }

    /** Section 6: all hosts never is. */
    @Override
    boolean reported(IpAddress group) {
        return group.isIpv4() && !group.equals(IpAddress.ALL_HOSTS_IPV4);
    }

    @Override
    @Nullable PacketBuffer take() {
        return link.pool().take(link.headroom() + Ipv4.ROUTER_ALERT_HEADER);
    }

    @Override
    int longestReport() {
        return link.mtu() - Ipv4.ROUTER_ALERT_HEADER;
    }

    @Override
    void send(PacketBuffer report) {
        send(report, ALL_IGMP_ROUTERS);
    }

    /** Version 1 says nothing when it leaves. */
    @Override
    void sendOlder(IpAddress group, int age, boolean leaving) {
        boolean first = age == VERSION_1_AGE;
        PacketBuffer message = leaving && first ? null : take();
        if (message != null) {
            int report = first ? IgmpMessage.VERSION_1_REPORT : IgmpMessage.VERSION_2_REPORT;
            IgmpMessage.emitOlder(message, leaving ? IgmpMessage.VERSION_2_LEAVE : report, group.ipv4());
            send(message, leaving ? ALL_ROUTERS : group);
        }
    }

    private void send(PacketBuffer message, IpAddress to) {
        IgmpMessage.putChecksum(message);
        ipv4.sendToRouters(link, message, to);
    }
}
