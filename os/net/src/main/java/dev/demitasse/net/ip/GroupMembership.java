package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.IgmpMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the routers of one link which groups of one family we want to receive: what IGMPv3 (RFC 3376) and MLDv2
 * (RFC 3810) have in common, which is all but the messages. Every membership is of all sources. While a router of an
 * older version asks, the older version is spoken. Guarded by the stack's lock.
 */
abstract class GroupMembership {
    /** Robustness Variable: how often each change is told. */
    private static final int ROBUSTNESS = 2;

    /** Unsolicited Report Interval: the most between two of them. */
    private static final int UNSOLICITED_MILLIS = 1000;

    /** Older Version Querier Present Timeout: two query intervals and an answer's time. */
    private static final long OLDER_QUERIER_TIMEOUT = 260_000_000_000L;

    private static final long MILLISECOND = 1_000_000L;

    /** A change still to be told. */
    private static final class Change {
        final IpAddress group;
        int type;
        int left;

        Change(IpAddress group) {
            this.group = group;
        }
    }

    final EthernetLink link;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final List<Change> changes = new ArrayList<>(2);
    private boolean olderQuerier;
    private long olderQuerierSeen;

    private final Timer repeat = new Timer() {
        @Override
        protected void expire() {
            reportChanges();
        }
    };

    /** The group a pending answer is about, {@code null} for all. */
    private @Nullable IpAddress asked;

    private final Timer answer = new Timer() {
        @Override
        protected void expire() {
            reportState();
        }
    };

    GroupMembership(EthernetLink link, Turn turn, Timers timers, Randomness random) {
        this.link = link;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
    }

    /** Whether a group is of this family and one that routers must know of. */
    abstract boolean reported(IpAddress group);

    /** An empty report of the newest version with room for so many records, or {@code null} when there is no buffer. */
    abstract @Nullable PacketBuffer begin(int records);

    /** Writes a record into such a report. */
    abstract void putRecord(PacketBuffer report, int index, int type, IpAddress group);

    /** Sends such a report. */
    abstract void send(PacketBuffer report);

    /** Sends a report of the older version, or that we have left. */
    abstract void sendOlder(IpAddress group, boolean leaving);

    /** The first member has joined. */
    final void joined(IpAddress group) {
        changed(group, IgmpMessage.CHANGE_TO_EXCLUDE);
    }

    /** The last member has left. */
    final void left(IpAddress group) {
        changed(group, IgmpMessage.CHANGE_TO_INCLUDE);
    }

    private void changed(IpAddress group, int type) {
        if (!reported(group)) {
            return;
        }
        Change change = null;
        for (Change pending : changes) {
            if (pending.group.equals(group)) {
                change = pending;
            }
        }
        if (change == null) {
            change = new Change(group);
            changes.add(change);
        }
        change.type = type;
        change.left = ROBUSTNESS;
        reportChanges();
    }

    private void reportChanges() {
        if (speaksOlder()) {
            for (Change change : changes) {
                sendOlder(change.group, change.type == IgmpMessage.CHANGE_TO_INCLUDE);
            }
        } else {
            PacketBuffer report = begin(changes.size());
            if (report != null) {
                for (int i = 0; i < changes.size(); i++) {
                    putRecord(report, i, changes.get(i).type, changes.get(i).group);
                }
                send(report);
            }
        }
        changes.removeIf(change -> --change.left == 0);
        if (!changes.isEmpty()) {
            timers.arm(repeat, turn.now() + random.nextInt(UNSOLICITED_MILLIS) * MILLISECOND);
        }
    }

    /**
     * A router asks.
     *
     * @param group what about, or {@code null} for all groups
     */
    final void asked(@Nullable IpAddress group, boolean olderVersion, long responseMillis) {
        if (olderVersion) {
            olderQuerier = true;
            olderQuerierSeen = turn.now();
        }
        if (group != null && !link.groups().contains(group.high(), group.low())) {
            return;
        }
        int most = Math.clamp(responseMillis, 1, Integer.MAX_VALUE);
        long when = turn.now() + random.nextInt(most) * MILLISECOND;
        boolean another = answer.armed() && (asked == null || !asked.equals(group));
        asked = another ? null : group; // two questions at once get one answer about all
        if (!answer.armed() || when - answer.deadline() < 0) {
            timers.arm(answer, when);
        }
    }

    private void reportState() {
        GroupTable groups = link.groups();
        List<IpAddress> matching = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            IpAddress group = groups.group(i);
            if (reported(group) && (asked == null || asked.equals(group))) {
                matching.add(group);
            }
        }
        if (matching.isEmpty()) {
            return;
        }
        if (speaksOlder()) {
            for (IpAddress group : matching) {
                sendOlder(group, false);
            }
            return;
        }
        PacketBuffer report = begin(matching.size());
        if (report != null) {
            for (int i = 0; i < matching.size(); i++) {
                putRecord(report, i, IgmpMessage.MODE_IS_EXCLUDE, matching.get(i));
            }
            send(report);
        }
    }

    /** As long as a router of an older version may be there (RFC 3376 section 7.2.1, RFC 3810 section 8.2.1). */
    private boolean speaksOlder() {
        return olderQuerier && turn.now() - olderQuerierSeen < OLDER_QUERIER_TIMEOUT;
    }
}
