package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions of multicast routers that wait for their answers (RFC 3376 section 5.2): at most one about all groups and
 * one about each group. Guarded by the stack's lock.
 */
final class GroupQuestions {
    /** More sources than these are not remembered one by one: the group is then told as a whole, which says more. */
    private static final int MAX_SOURCES = 64;

    /** One of them. */
    static final class Question {
        /** {@code null} for all groups. */
        final @Nullable IpAddress group;

        /** About which of the group's sources, empty for the group as a whole. */
        final List<IpAddress> sources;

        long due;

        Question(@Nullable IpAddress group, List<IpAddress> sources, long due) {
            this.group = group;
            this.sources = new ArrayList<>(sources);
            this.due = due;
        }
    }

    private final List<Question> pending = new ArrayList<>(1);

    /** Notes a question whose answer is due then. */
    void add(GroupQuery query, long due) {
        Question all = find(null);
        if (all != null && all.due - due <= 0) {
            return; // rule 1: what comes sooner says it all
        }
        Question same = find(query.group());
        if (same == null) {
            same = new Question(query.group(), query.sources(), due);
            pending.add(same);
        } else {
            if (query.sources().isEmpty() || same.sources.isEmpty()) {
                same.sources.clear(); // rule 4
            } else {
                merge(same.sources, query.sources()); // rule 5
            }
            same.due = due - same.due < 0 ? due : same.due;
        }
        if (same.sources.size() > MAX_SOURCES) {
            same.sources.clear();
        }
    }

    private static void merge(List<IpAddress> sources, List<IpAddress> more) {
        for (IpAddress source : more) {
            if (!sources.contains(source)) {
                sources.add(source);
            }
        }
    }

    private @Nullable Question find(@Nullable IpAddress group) {
        for (Question question : pending) {
            if (group == null ? question.group == null : group.equals(question.group)) {
                return question;
            }
        }
        return null;
    }

    /** One whose answer is due, which is then no longer pending; {@code null} when there is none. */
    @Nullable Question takeDue(long now) {
        for (Question question : pending) {
            if (question.due - now <= 0) {
                pending.remove(question);
                return question;
            }
        }
        return null;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** When the next answer is due. */
    long nextDue() {
        long next = pending.getFirst().due;
        for (Question question : pending) {
            next = question.due - next < 0 ? question.due : next;
        }
        return next;
    }
}
