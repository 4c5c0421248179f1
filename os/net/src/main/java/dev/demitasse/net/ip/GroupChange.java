package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What is still to be told of a group that is not received from the same sources any more: the retransmission state of
 * RFC 3376 section 5.1. What a report says is how things are when it is sent; here is how often, and about what. Guarded by
 * the stack's lock.
 */
final class GroupChange {
    /** A source that is let through, or no longer. */
    private static final class ChangedSource {
        final IpAddress address;
        int left;

        ChangedSource(IpAddress address, int left) {
            this.address = address;
            this.left = left;
        }
    }

    final IpAddress group;
    private final List<ChangedSource> sources = new ArrayList<>(0);
    private int modeLeft;

    /** Whether the group as a whole was joined or left, which is all that older versions know. */
    private boolean whole;

    GroupChange(IpAddress group) {
        this.group = group;
    }

    /** It was as {@code before} says and is as {@code now}, to be told so often. */
    void note(SourceFilter before, SourceFilter now, int times) {
        whole |= before.isNone() != now.isNone();
        if (before.exclude() != now.exclude()) {
            modeLeft = times;
            sources.clear(); // such a report lists all sources that matter
            return;
        }
        noteMissing(before, now, times);
        noteMissing(now, before, times);
    }

    private void noteMissing(SourceFilter here, SourceFilter there, int times) {
        for (IpAddress source : here.sources()) {
            if (!there.lists(source.high(), source.low())) {
                sources.removeIf(known -> known.address.equals(source));
                sources.add(new ChangedSource(source, times));
            }
        }
    }

    boolean whole() {
        return whole;
    }

    /** Whether the next report is of the filter's mode, with all its sources. */
    boolean ofMode() {
        return modeLeft > 0;
    }

    /** The changed sources that a filter lets through, or those that it does not. */
    List<IpAddress> sources(SourceFilter filter, boolean through) {
        List<IpAddress> some = new ArrayList<>();
        for (ChangedSource source : sources) {
            if (filter.accepts(source.address) == through) {
                some.add(source.address);
            }
        }
        return some;
    }

    /** It was told once; whether that was the last time. */
    boolean told() {
        modeLeft = Math.max(0, modeLeft - 1);
        sources.removeIf(source -> --source.left <= 0);
        return modeLeft == 0 && sources.isEmpty();
    }
}
