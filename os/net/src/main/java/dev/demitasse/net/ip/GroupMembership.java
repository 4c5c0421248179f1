package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.core.Randomness;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.core.Timers;
import dev.demitasse.net.core.Turn;
import dev.demitasse.net.wire.GroupRecords;
import dev.demitasse.net.wire.IgmpMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the routers of one link which groups of one family we want to receive, and from which sources: what IGMPv3
 * (RFC 3376) and MLDv2 (RFC 3810) have in common, which is all but the messages. While a router of an older version asks,
 * the older version is spoken, which knows no sources. Guarded by the stack's lock.
 */
abstract class GroupMembership {
    /** Robustness Variable: how often each change is told, unless the querier says otherwise. */
    private static final int ROBUSTNESS = 2;

    /** Query Interval in seconds, unless the querier says otherwise. */
    private static final int QUERY_INTERVAL = 125;

    /** Query Response Interval in seconds. */
    private static final int RESPONSE_INTERVAL = 10;

    /** Unsolicited Report Interval: the most between two of them. */
    private static final int UNSOLICITED_MILLIS = 1000;

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** How many older versions there are. */
    private static final int AGES = 2;

    final EthernetLink link;
    private final int reportType;
    private final int addressLength;
    private final Turn turn;
    private final Timers timers;
    private final Randomness random;
    private final List<GroupChange> changes = new ArrayList<>(2);
    private final GroupQuestions questions = new GroupQuestions();
    private int robustness = ROBUSTNESS;
    private int queryInterval = QUERY_INTERVAL;

    /** Until when routers of each older version may be there, 0 when none was heard. */
    private final long[] olderUntil = new long[AGES + 1];

    private final Timer repeat = new Timer() {
        @Override
        protected void expire() {
            reportChanges();
        }
    };

    private final Timer answer = new Timer() {
        @Override
        protected void expire() {
            answerWhatIsDue();
        }
    };

    /**
     * Of a link.
     *
     * @param reportType the type of a report of the newest version
     * @param addressLength bytes of an address in it
     */
    GroupMembership(EthernetLink link, Turn turn, Timers timers, Randomness random, int reportType, int addressLength) {
        this.reportType = reportType;
        this.addressLength = addressLength;
        this.link = link;
        this.turn = turn;
        this.timers = timers;
        this.random = random;
    }

    /** Whether a group is of this family and one that routers must know of. */
    abstract boolean reported(IpAddress group);

    /** An empty buffer for a message, or {@code null} when there is none. */
    abstract @Nullable PacketBuffer take();

    /** Bytes of the longest report that goes over the link. */
    abstract int longestReport();

    /** An empty report of the newest version, or {@code null} when there is no buffer. */
    final @Nullable PacketBuffer begin() {
        PacketBuffer report = take();
        if (report != null) {
            GroupRecords.begin(report, reportType);
        }
        return report;
    }

    /** Bytes of a record with so many sources. */
    final int recordLength(int sources) {
        return GroupRecords.length(addressLength, sources);
    }

    /** Appends a record to such a report. */
    final void append(PacketBuffer report, int type, IpAddress group, List<IpAddress> sources) {
        GroupRecords.append(report, addressLength, type, group, sources);
    }

    /** Sends such a report. */
    abstract void send(PacketBuffer report);

    /** Sends a report of a version that is so much older, or that we have left. */
    abstract void sendOlder(IpAddress group, int age, boolean leaving);

    /** A group that was received as {@code before} says is not any more. */
    final void changed(IpAddress group, SourceFilter before) {
        if (!reported(group)) {
            return;
        }
        GroupChange change = null;
        for (GroupChange pending : changes) {
            if (pending.group.equals(group)) {
                change = pending;
            }
        }
        if (change == null) {
            change = new GroupChange(group);
            changes.add(change);
        }
        change.note(before, link.groups().filter(group), robustness);
        reportChanges();
    }

    private void reportChanges() {
        int age = spokenAge();
        GroupReport report = new GroupReport(this);
        for (GroupChange change : changes) {
            SourceFilter filter = link.groups().filter(change.group);
            if (age > 0) {
                if (change.whole()) {
                    sendOlder(change.group, age, filter.isNone());
                }
            } else if (change.ofMode()) {
                int type = filter.exclude() ? IgmpMessage.CHANGE_TO_EXCLUDE : IgmpMessage.CHANGE_TO_INCLUDE;
                report.add(type, change.group, filter.sources());
            } else {
                addUnlessEmpty(report, IgmpMessage.ALLOW_NEW_SOURCES, change.group, change.sources(filter, true));
                addUnlessEmpty(report, IgmpMessage.BLOCK_OLD_SOURCES, change.group, change.sources(filter, false));
            }
        }
        report.send();
        changes.removeIf(GroupChange::told);
        if (!changes.isEmpty()) {
            timers.arm(repeat, turn.now() + random.nextInt(UNSOLICITED_MILLIS) * MILLISECOND);
        }
    }

    private static void addUnlessEmpty(GroupReport report, int type, IpAddress group, List<IpAddress> sources) {
        if (!sources.isEmpty()) {
            report.add(type, group, sources);
        }
    }

    /** A router asks. */
    final void asked(GroupQuery query) {
        if (query.age() > 0) {
            // RFC 3376 section 8.12
            long interval = (long) robustness * queryInterval + RESPONSE_INTERVAL;
            olderUntil[query.age()] = turn.now() + interval * SECOND;
        } else {
            robustness = query.robustness() == 0 ? ROBUSTNESS : query.robustness();
            queryInterval = query.intervalSeconds() == 0 ? QUERY_INTERVAL : query.intervalSeconds();
        }
        IpAddress group = query.group();
        if (group != null && (!reported(group) || !link.groups().contains(group.high(), group.low()))) {
            return;
        }
        int most = Math.clamp(query.responseMillis(), 1, Integer.MAX_VALUE);
        questions.add(query, turn.now() + random.nextInt(most) * MILLISECOND);
        timers.arm(answer, questions.nextDue());
    }

    private void answerWhatIsDue() {
        GroupReport report = new GroupReport(this);
        GroupQuestions.Question question = questions.takeDue(turn.now());
        while (question != null) {
            IpAddress group = question.group;
            if (group == null) {
                GroupTable groups = link.groups();
                for (int i = 0; i < groups.size(); i++) {
                    tell(report, groups.group(i), question.sources);
                }
            } else {
                tell(report, group, question.sources);
            }
            question = questions.takeDue(turn.now());
        }
        report.send();
        if (!questions.isEmpty()) {
            timers.arm(answer, questions.nextDue());
        }
    }

    /** The current state of a group, or of those of its sources that were asked about (RFC 3376 section 5.2). */
    private void tell(GroupReport report, IpAddress group, List<IpAddress> asked) {
        SourceFilter filter = link.groups().filter(group);
        if (!reported(group) || filter.isNone()) {
            return;
        }
        int age = spokenAge();
        if (age > 0) {
            sendOlder(group, age, false);
        } else if (asked.isEmpty()) {
            int type = filter.exclude() ? IgmpMessage.MODE_IS_EXCLUDE : IgmpMessage.MODE_IS_INCLUDE;
            report.add(type, group, filter.sources());
        } else {
            List<IpAddress> wanted = new ArrayList<>();
            for (IpAddress source : asked) {
                if (filter.accepts(source)) {
                    wanted.add(source);
                }
            }
            addUnlessEmpty(report, IgmpMessage.MODE_IS_INCLUDE, group, wanted);
        }
    }

    /** How much older than the newest what is spoken now is (RFC 3376 section 7.2.1, RFC 3810 section 8.2.1). */
    private int spokenAge() {
        for (int age = AGES; age > 0; age--) {
            if (olderUntil[age] != 0 && olderUntil[age] - turn.now() > 0) {
                return age;
            }
        }
        return 0;
    }
}
