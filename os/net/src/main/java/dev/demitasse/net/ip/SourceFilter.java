package dev.demitasse.net.ip;

import dev.demitasse.net.IpAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * From which sources packets to a group are wanted: from those listed, or from all but those listed (RFC 3376 section 2).
 * Immutable.
 */
public final class SourceFilter {
    /** From nobody, which is what there is without a membership. */
    public static final SourceFilter NONE = new SourceFilter(false, List.of());

    /** From everybody. */
    public static final SourceFilter ALL = new SourceFilter(true, List.of());

    private final boolean exclude;
    private final List<IpAddress> sources;

    private SourceFilter(boolean exclude, List<IpAddress> sources) {
        this.exclude = exclude;
        this.sources = sources;
    }

    /** Whether it is all but those listed. */
    public boolean exclude() {
        return exclude;
    }

    /** Those listed. */
    public List<IpAddress> sources() {
        return sources;
    }

    /** Whether nothing comes through. */
    public boolean isNone() {
        return !exclude && sources.isEmpty();
    }

    /** Whether a source is listed. */
    public boolean lists(long high, long low) {
        for (int i = 0; i < sources.size(); i++) {
            IpAddress source = sources.get(i);
            if (source.low() == low && source.high() == high) {
                return true;
            }
        }
        return false;
    }

    /** Whether packets from a source come through. */
    public boolean accepts(long high, long low) {
        return lists(high, low) != exclude;
    }

    boolean accepts(IpAddress source) {
        return accepts(source.high(), source.low());
    }

    /** The same with one source more in its list. */
    public SourceFilter with(IpAddress source) {
        List<IpAddress> more = new ArrayList<>(sources);
        more.add(source);
        return new SourceFilter(exclude, more);
    }

    /** The same without one of its sources. */
    public SourceFilter without(IpAddress source) {
        List<IpAddress> fewer = new ArrayList<>(sources);
        fewer.remove(source);
        return new SourceFilter(exclude, fewer);
    }

    /** What an interface must let through so that every member gets what it wants (RFC 3376 section 3.2). */
    static SourceFilter merged(List<SourceFilter> members) {
        boolean exclude = false;
        for (SourceFilter member : members) {
            exclude |= member.exclude;
        }
        List<IpAddress> sources = new ArrayList<>(0);
        for (SourceFilter member : members) {
            if (member.exclude == exclude) {
                for (IpAddress source : member.sources) {
                    if (!sources.contains(source) && (!exclude || refused(source, members))) {
                        sources.add(source);
                    }
                }
            }
        }
        return sources.isEmpty() ? exclude ? ALL : NONE : new SourceFilter(exclude, sources);
    }

    private static boolean refused(IpAddress source, List<SourceFilter> members) {
        for (SourceFilter member : members) {
            if (member.accepts(source)) {
                return false;
            }
        }
        return true;
    }

    /** Whether both let the same through. */
    boolean same(SourceFilter other) {
        if (exclude != other.exclude || sources.size() != other.sources.size()) {
            return false;
        }
        for (IpAddress source : sources) {
            if (!other.sources.contains(source)) {
                return false;
            }
        }
        return true;
    }
}
