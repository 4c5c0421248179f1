package dev.demitasse.net.tcp;

/**
 * Segments that follow each other without a gap, each with the time it was sent last and with marks that mean something to
 * {@link SentSegments}. Parallel arrays in a ring, which grows with use and allocates nothing else. Guarded by the stack's
 * lock.
 */
final class SegmentRing {
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private long[] times = new long[16];
    private byte[] marks = new byte[16];
    private int head;
    private int count;

    int size() {
        return count;
    }

    /** Adds a segment without marks behind the last one. */
    void add(int start, int end, long time) {
        if (count == starts.length) {
            grow();
        }
        int at = slot(count++);
        starts[at] = start;
        ends[at] = end;
        times[at] = time;
        marks[at] = 0;
    }

    /** Takes off the first segment. */
    void removeFirst() {
        head = (head + 1) & (starts.length - 1);
        count--;
    }

    void clear() {
        count = 0;
        head = 0;
    }

    int start(int index) {
        return starts[slot(index)];
    }

    int end(int index) {
        return ends[slot(index)];
    }

    /** Bytes, and a FIN's number. */
    int length(int index) {
        int at = slot(index);
        return ends[at] - starts[at];
    }

    long time(int index) {
        return times[slot(index)];
    }

    /** The segment was sent again. */
    void setTime(int index, long time) {
        times[slot(index)] = time;
    }

    /** Cuts off the beginning of the first segment. */
    void trimFirst(int start) {
        starts[head] = start;
    }

    /** Those of a segment's marks that are asked for. */
    int marks(int index, int mask) {
        return marks[slot(index)] & mask;
    }

    boolean marked(int index, int mask) {
        return marks(index, mask) != 0;
    }

    void mark(int index, int more) {
        marks[slot(index)] |= (byte) more;
    }

    void unmark(int index, int mask) {
        marks[slot(index)] &= (byte) ~mask;
    }

    /** Cuts a segment in two at {@code middle}, both with its marks and time. */
    void split(int index, int middle) {
        if (count == starts.length) {
            grow();
        }
        for (int i = count; i > index + 1; i--) {
            int to = slot(i);
            int from = slot(i - 1);
            starts[to] = starts[from];
            ends[to] = ends[from];
            times[to] = times[from];
            marks[to] = marks[from];
        }
        count++;
        int first = slot(index);
        int second = slot(index + 1);
        starts[second] = middle;
        ends[second] = ends[first];
        times[second] = times[first];
        marks[second] = marks[first];
        ends[first] = middle;
    }

    /** The first segment that starts at or after {@code sequence}, by bisection. */
    int firstFrom(int sequence) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Sequence.before(start(middle), sequence)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int slot(int index) {
        return (head + index) & (starts.length - 1);
    }

    private void grow() {
        int[] longerStarts = new int[2 * count];
        int[] longerEnds = new int[2 * count];
        long[] longerTimes = new long[2 * count];
        byte[] longerMarks = new byte[2 * count];
        for (int i = 0; i < count; i++) {
            int from = slot(i);
            longerStarts[i] = starts[from];
            longerEnds[i] = ends[from];
            longerTimes[i] = times[from];
            longerMarks[i] = marks[from];
        }
        starts = longerStarts;
        ends = longerEnds;
        times = longerTimes;
        marks = longerMarks;
        head = 0;
    }
}
