package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IgmpMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells the routers of one link which groups we want to receive: the host's part of IGMPv3 (RFC 3376), and of IGMPv2
 * while a router of that version asks. Every membership is of all sources. Guarded by the stack's lock.
 */
final class Igmp {
    /** Section 8.1, Robustness Variable: how often each change is told. */
    private static final int ROBUSTNESS = 2;

    /** Section 8.11, Unsolicited Report Interval: the most between two of them. */
    private static final int UNSOLICITED_MILLIS = 1000;

    /** Section 8.12, Older Version Querier Present Timeout: two query intervals and an answer's time. */
    private static final long OLDER_QUERIER_TIMEOUT = 260_000_000_000L;

    private static final long MILLISECOND = 1_000_000L;
    private static final int ALL_HOSTS = 0xe000_0001;

    /** Where reports of version 3 go (section 4.2.14), and leaves of version 2 (RFC 2236 section 9). */
    private static final IpAddress ALL_IGMP_ROUTERS = IpAddress.ofIpv4(0xe000_0016);

    private static final IpAddress ALL_ROUTERS = IpAddress.ofIpv4(0xe000_0002);

    private final EthernetLink link;
    private final Internet internet;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private boolean olderQuerier;
    private long olderQuerierSeen;

    /** Changes still to be told again: groups, what became of them, how often. */
    private int[] changedGroups = new int[4];

    private int[] changeTypes = new int[4];
    private int[] changesLeft = new int[4];
    private int changes;

    private final Timer repeat = new Timer() {
        @Override
        protected void expire() {
            reportChanges();
        }
    };

    /** The group a pending answer is about, 0 for all. */
    private int asked;

    private final Timer answer = new Timer() {
        @Override
        protected void expire() {
            reportState();
        }
    };

    Igmp(EthernetLink link, Internet internet, Turn turn, Timers timers, Randomness random) {
        this.link = link;
        this.internet = internet;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
    }

    /** The first member has joined (section 5.1). */
    void joined(int group) {
        changed(group, IgmpMessage.CHANGE_TO_EXCLUDE);
    }

    /** The last member has left. */
    void left(int group) {
        changed(group, IgmpMessage.CHANGE_TO_INCLUDE);
    }

    private void changed(int group, int type) {
        if (group == ALL_HOSTS) {
            return; // section 6: never reported
        }
        int at = 0;
        while (at < changes && changedGroups[at] != group) {
            at++;
        }
        if (at == changedGroups.length) {
            changedGroups = Arrays.copyOf(changedGroups, at * 2);
            changeTypes = Arrays.copyOf(changeTypes, at * 2);
            changesLeft = Arrays.copyOf(changesLeft, at * 2);
        }
        changes = Math.max(changes, at + 1);
        changedGroups[at] = group;
        changeTypes[at] = type;
        changesLeft[at] = ROBUSTNESS;
        reportChanges();
    }

    private void reportChanges() {
        if (speaksVersion2()) {
            for (int i = 0; i < changes; i++) {
                boolean leave = changeTypes[i] == IgmpMessage.CHANGE_TO_INCLUDE;
                sendVersion2(leave ? IgmpMessage.VERSION_2_LEAVE : IgmpMessage.VERSION_2_REPORT, changedGroups[i]);
            }
        } else {
            PacketBuffer report = begin(changes);
            if (report != null) {
                for (int i = 0; i < changes; i++) {
                    IgmpMessage.putRecord(report, i, changeTypes[i], changedGroups[i]);
                }
                send(report, ALL_IGMP_ROUTERS);
            }
        }
        int kept = 0;
        for (int i = 0; i < changes; i++) {
            if (--changesLeft[i] > 0) {
                changedGroups[kept] = changedGroups[i];
                changeTypes[kept] = changeTypes[i];
                changesLeft[kept++] = changesLeft[i];
            }
        }
        changes = kept;
        if (changes > 0) {
            timers.arm(repeat, turn.now() + random.nextInt(UNSOLICITED_MILLIS) * MILLISECOND);
        }
    }

    /** A router asks (section 5.2); the packet is lent. */
    void input(PacketBuffer message) {
        if (!IgmpMessage.valid(message) || IgmpMessage.type(message) != IgmpMessage.QUERY) {
            return; // other hosts' reports do not matter to version 3
        }
        if (!IgmpMessage.version3(message)) {
            olderQuerier = true;
            olderQuerierSeen = turn.now();
        }
        int group = IgmpMessage.group(message);
        if (group != 0 && !link.member(group)) {
            return;
        }
        int millis = (int) Math.min(Integer.MAX_VALUE, IgmpMessage.responseTime(message) / MILLISECOND);
        long when = turn.now() + random.nextInt(Math.max(1, millis)) * MILLISECOND;
        asked = answer.armed() && asked != group ? 0 : group; // two questions at once get one answer about all
        if (!answer.armed() || when - answer.deadline() < 0) {
            timers.arm(answer, when);
        }
    }

    private void reportState() {
        int count = link.groupCount();
        int matching = 0;
        for (int i = 0; i < count; i++) {
            matching += reported(link.group(i)) ? 1 : 0;
        }
        if (matching == 0) {
            return;
        }
        PacketBuffer report = speaksVersion2() ? null : begin(matching);
        int record = 0;
        for (int i = 0; i < count; i++) {
            int group = link.group(i);
            if (!reported(group)) {
                continue;
            }
            if (report != null) {
                IgmpMessage.putRecord(report, record++, IgmpMessage.MODE_IS_EXCLUDE, group);
            } else if (speaksVersion2()) {
                sendVersion2(IgmpMessage.VERSION_2_REPORT, group);
            }
        }
        if (report != null) {
            send(report, ALL_IGMP_ROUTERS);
        }
    }

    private boolean reported(int group) {
        return group != ALL_HOSTS && (asked == 0 || asked == group);
    }

    /** Section 7.2.1: as long as a router of an older version may be there. */
    private boolean speaksVersion2() {
        return olderQuerier && turn.now() - olderQuerierSeen < OLDER_QUERIER_TIMEOUT;
    }

    private @Nullable PacketBuffer begin(int records) {
        PacketBuffer report = link.pool().take(link.headroom() + Internet.ROUTER_ALERT_HEADER);
        if (report != null) {
            IgmpMessage.beginReport(report, records);
        }
        return report;
    }

    private void sendVersion2(int type, int group) {
        PacketBuffer message = link.pool().take(link.headroom() + Internet.ROUTER_ALERT_HEADER);
        if (message != null) {
            IgmpMessage.emitVersion2(message, type, group);
            send(message, type == IgmpMessage.VERSION_2_LEAVE ? ALL_ROUTERS : IpAddress.ofIpv4(group));
        }
    }

    private void send(PacketBuffer message, IpAddress to) {
        IgmpMessage.putChecksum(message);
        internet.sendToRouters(link, message, to);
    }
}
