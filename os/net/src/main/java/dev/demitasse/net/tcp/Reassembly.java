package dev.demitasse.net.tcp;

/**
 * Which text beyond the next expected byte has arrived: ranges of sequence numbers in order, disjoint and not touching.
 * The bytes themselves lie in the {@link ReceiveBuffer}. Also remembers in what order ranges last grew, which is the
 * order SACK reports them in (RFC 2018 section 4). Bounded; guarded by the stack's lock.
 */
final class Reassembly {
    /** A sender that makes more holes than this has some of its text dropped and must send it again. */
    private static final int MAX_RANGES = 32;

    private int[] starts = {};
    private int[] ends = {};
    private int[] ages = {};
    private int count;
    private int clock;

    boolean isEmpty() {
        return count == 0;
    }

    /** How many ranges there are. */
    int size() {
        return count;
    }

    /** Distance from {@code from} to the end of the last range; 0 without ranges. */
    int extent(int from) {
        return count == 0 ? 0 : ends[count - 1] - from;
    }

    /** Whether {@link #add} would find room. */
    boolean accepts(int start, int end) {
        return count < MAX_RANGES || touches(start, end);
    }

    private boolean touches(int start, int end) {
        for (int i = 0; i < count; i++) {
            if (Sequence.atOrBefore(starts[i], end) && Sequence.atOrBefore(start, ends[i])) {
                return true;
            }
        }
        return false;
    }

    /** Whether all of {@code [start, end)} has arrived already. */
    boolean contains(int start, int end) {
        for (int i = 0; i < count; i++) {
            if (Sequence.atOrBefore(starts[i], start) && Sequence.atOrBefore(end, ends[i])) {
                return true;
            }
        }
        return false;
    }

    /** Notes that {@code [start, end)} has arrived, joining what it touches. */
    void add(int start, int end) {
        if (starts.length == 0) {
            starts = new int[MAX_RANGES];
            ends = new int[MAX_RANGES];
            ages = new int[MAX_RANGES];
        }
        int from = start;
        int to = end;
        int at = 0;
        while (at < count && Sequence.before(ends[at], start)) {
            at++;
        }
        int last = at;
        while (last < count && Sequence.atOrBefore(starts[last], to)) {
            from = Sequence.earlier(from, starts[last]);
            to = Sequence.later(to, ends[last]);
            last++;
        }
        shift(last, at + 1);
        starts[at] = from;
        ends[at] = to;
        ages[at] = ++clock;
    }

    /** Takes out the range that {@code next} has reached, if there is one; answers the number after it, or next. */
    int consume(int next) {
        int reached = next;
        int gone = 0;
        while (gone < count && Sequence.atOrBefore(starts[gone], reached)) {
            reached = Sequence.later(reached, ends[gone]);
            gone++;
        }
        if (gone > 0) {
            shift(gone, 0);
        }
        return reached;
    }

    /** The range that grew {@code rank}-th last. */
    int byAge(int rank) {
        int best = -1;
        int below = Integer.MAX_VALUE;
        for (int r = 0; r <= rank; r++) {
            best = -1;
            for (int i = 0; i < count; i++) {
                if (ages[i] < below && (best < 0 || ages[i] > ages[best])) {
                    best = i;
                }
            }
            below = ages[best];
        }
        return best;
    }

    int start(int range) {
        return starts[range];
    }

    int end(int range) {
        return ends[range];
    }

    private void shift(int from, int to) {
        System.arraycopy(starts, from, starts, to, count - from);
        System.arraycopy(ends, from, ends, to, count - from);
        System.arraycopy(ages, from, ages, to, count - from);
        count += to - from;
    }
}
