package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IgmpMessage;
import org.jspecify.annotations.Nullable;

/**
 * The host's part of IGMPv3 (RFC 3376), and of IGMPv2 while a router of that version asks. Guarded by the stack's lock.
 */
final class Igmp extends GroupMembership {
    private static final long MILLISECOND = 1_000_000L;

    /** Where reports of version 3 go (section 4.2.14), and leaves of version 2 (RFC 2236 section 9). */
    private static final IpAddress ALL_IGMP_ROUTERS = IpAddress.ofIpv4(0xe000_0016);

    private static final IpAddress ALL_ROUTERS = IpAddress.ofIpv4(0xe000_0002);

    private final Ipv4 ipv4;

    Igmp(EthernetLink link, Ipv4 ipv4, Turn turn, Timers timers, Randomness random) {
        super(link, turn, timers, random);
        this.ipv4 = ipv4;
    }

    /** A router asks (section 5.2); the packet is lent. */
    void input(PacketBuffer message) {
        if (!IgmpMessage.valid(message) || IgmpMessage.type(message) != IgmpMessage.QUERY) {
            return; // other hosts' reports do not matter to version 3
        }
        int group = IgmpMessage.group(message);
        asked(
                group == 0 ? null : IpAddress.ofIpv4(group),
                !IgmpMessage.version3(message),
                IgmpMessage.responseTime(message) / MILLISECOND);
    }

    /** Section 6: all hosts never is. */
    @Override
    boolean reported(IpAddress group) {
        return group.isIpv4() && !group.equals(IpAddress.ALL_HOSTS_IPV4);
    }

    private @Nullable PacketBuffer take() {
        return link.pool().take(link.headroom() + Ipv4.ROUTER_ALERT_HEADER);
    }

    @Override
    @Nullable PacketBuffer begin(int records) {
        PacketBuffer report = take();
        if (report != null) {
            IgmpMessage.beginReport(report, records);
        }
        return report;
    }

    @Override
    void putRecord(PacketBuffer report, int index, int type, IpAddress group) {
        IgmpMessage.putRecord(report, index, type, group.ipv4());
    }

    @Override
    void send(PacketBuffer report) {
        send(report, ALL_IGMP_ROUTERS);
    }

    @Override
    void sendOlder(IpAddress group, boolean leaving) {
        PacketBuffer message = take();
        if (message != null) {
            int type = leaving ? IgmpMessage.VERSION_2_LEAVE : IgmpMessage.VERSION_2_REPORT;
            IgmpMessage.emitVersion2(message, type, group.ipv4());
            send(message, leaving ? ALL_ROUTERS : group);
        }
    }

    private void send(PacketBuffer message, IpAddress to) {
        IgmpMessage.putChecksum(message);
        ipv4.sendToRouters(link, message, to);
    }
}
