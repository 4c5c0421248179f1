package dev.demitasse.net.ip;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.wire.IgmpMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts records into reports of the newest version, as many of these as it takes (RFC 3376 section 4.2.16). Where there is
 * no packet buffer, a record is lost as if on the way. Guarded by the stack's lock.
 */
final class GroupReport {
    private final GroupMembership membership;
    private @Nullable PacketBuffer report;
    private int records;

    GroupReport(GroupMembership membership) {
        this.membership = membership;
    }

    /** Adds a record, or several where its sources do not fit into one. */
    void add(int type, IpAddress group, List<IpAddress> sources) {
        int from = 0;
        while (true) {
            PacketBuffer into = report;
            if (into == null) {
                into = membership.begin();
                if (into == null) {
                    return;
                }
                report = into;
                records = 0;
            }
            int room = Math.min(membership.longestReport(), into.length() + into.tailroom());
            int fitting = Math.floorDiv(
                    room - into.length() - membership.recordLength(0),
                    membership.recordLength(1) - membership.recordLength(0));
            int left = sources.size() - from;
            if (fitting < left && records > 0) {
                send();
                continue;
            }
            int to = from + Math.min(left, fitting);
            membership.append(into, type, group, sources.subList(from, to));
            records++;
            boolean exclusion = type == IgmpMessage.MODE_IS_EXCLUDE || type == IgmpMessage.CHANGE_TO_EXCLUDE;
            if (to == sources.size() || exclusion) {
                return; // of an exclusion that does not fit the rest is not told, lest the next record undo the first
            }
            from = to;
        }
    }

    /** Sends what there is. */
    void send() {
        PacketBuffer complete = report;
        if (complete != null) {
            report = null;
            membership.send(complete);
        }
    }
}
