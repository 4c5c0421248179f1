package dev.demitasse.net.tcp;

import java.util.Arrays;

/**
 * What lies between SND.UNA and SND.NXT, segment by segment, in order: when each was sent, whether it was selectively
 * acknowledged, deemed lost, sent again. From this follow the retransmissions to make (RFC 6675's scoreboard) and how
 * much is really in the network, whether the peer speaks SACK or not. SND.NXT never goes back. Parallel arrays in a
 * ring; grows with use, bounded. Guarded by the stack's lock.
 */
final class SentSegments {
    /** Told of each segment that arrives. */
    interface Arrivals {
        /**
         * The peer has a segment, and says so for the first time.
         *
         * @param end the sequence number after it
         * @param time when it was sent last
         * @param resent whether it was sent more than once
         */
        void arrived(int start, int end, long time, boolean resent);
    }

    /** Selectively acknowledged. */
    private static final int SACKED = 1;

    /** Deemed lost. */
    private static final int LOST = 2;

    /** Sent again since it was last deemed lost. */
    private static final int RESENT = 4;

    /** Sent more than once, so that its acknowledgement measures nothing (Karn's rule, RFC 6298 section 3). */
    private static final int AMBIGUOUS = 8;

    /** Most segments in flight: a peer that makes us send tiny ones gets no more. */
    private static final int MAX_SEGMENTS = 8192;

    /** SACKed segments above that make one lost (RFC 6675's DupThresh). */
    private static final int DUPLICATE_THRESHOLD = 3;

    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private long[] times = new long[16];
    private byte[] flags = new byte[16];
    private int head;
    private int count;

    private int unacknowledged;
    private int next;

    private int sackedBytes;
    private int sackedSegments;
    private int lostBytes;
    private int resentBytes;

    private Arrivals arrivals = (start, end, time, resent) -> {};

    /** Filled by {@link #acknowledge} and {@link #selectivelyAcknowledge}: bytes that the peer newly says it has. */
    private int deliveredBytes;

    /** Filled by {@link #loseSentBefore}. */
    private long inDoubt;

    /** Filled by {@link #acknowledge}: segments taken off. */
    private int acknowledgedSegments;

    /** Filled by {@link #acknowledge} and {@link #selectivelyAcknowledge}: send time of an unambiguous one, or -1. */
    private long sampleTime;

    private boolean sampled;

    private boolean ambiguous;

    /** Only a SYN, which is not kept here, is on its way. */
    SentSegments(int initialSequence) {
        unacknowledged = initialSequence;
        next = initialSequence + 1; // SYN takes the first number
    }

    /** Sets who is told of what arrives. */
    void setArrivals(Arrivals observer) {
        arrivals = observer;
    }

    /** The peer has our SYN. */
    void start() {
        unacknowledged = next;
    }

    /** SND.UNA. */
    int unacknowledged() {
        return unacknowledged;
    }

    /** SND.NXT. */
    int next() {
        return next;
    }

    /** Bytes sent and not acknowledged. */
    int outstanding() {
        return next - unacknowledged;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count == MAX_SEGMENTS;
    }

    int size() {
        return count;
    }

    /** How many more segments may be in flight. */
    int room() {
        return MAX_SEGMENTS - count;
    }

    /** Bytes the network is thought to hold: RFC 6675's pipe. */
    int inFlight() {
        return next - unacknowledged - sackedBytes - lostBytes + resentBytes;
    }

    int sackedSegments() {
        return sackedSegments;
    }

    /** Whether some segment is lost and not yet sent again. */
    boolean hasUnsentLoss() {
        return lostBytes > resentBytes;
    }

    /** Whether the segment from {@code start} to {@code end} is lost and nothing else is. */
    boolean onlyLost(int start, int end) {
        int index = firstFrom(start);
        return lostBytes == end - start
                && index < count
                && starts[slot(index)] == start
                && ends[slot(index)] == end
                && (flags[slot(index)] & LOST) != 0;
    }

    /** How much text and FIN the first segment carries, 0 when nothing is in flight. */
    int firstLength() {
        return count == 0 ? 0 : ends[head] - starts[head];
    }

    boolean hasLoss() {
        return lostBytes > 0;
    }

    /** Notes a segment sent for the first time: it begins at SND.NXT and moves it. */
    void add(int end, long now) {
        if (count == starts.length) {
            grow();
        }
        int at = slot(count++);
        starts[at] = next;
        ends[at] = end;
        times[at] = now;
        flags[at] = 0;
        next = end;
    }

    /** Begins to collect what an acknowledgement tells. */
    void beginAcknowledgement() {
        acknowledgedSegments = 0;
        deliveredBytes = 0;
        sampled = false;
        ambiguous = false;
    }

    /** Takes off what the peer has, up to {@code ack}. */
    void acknowledge(int ack) {
        unacknowledged = ack;
        while (count > 0 && Sequence.before(starts[head], ack)) {
            int at = head;
            if (Sequence.before(ack, ends[at])) {
                int part = ack - starts[at];
                account(at, -part);
                if ((flags[at] & SACKED) == 0) {
                    deliveredBytes += part;
                }
                starts[at] = ack;
                return;
            }
            account(at, starts[at] - ends[at]);
            ambiguous |= (flags[at] & AMBIGUOUS) != 0;
            if ((flags[at] & SACKED) == 0) {
                arrived(at); // else it did when it was SACKed
            } else {
                sackedSegments--;
            }
            acknowledgedSegments++;
            head = (head + 1) & (starts.length - 1);
            count--;
        }
    }

    /** Whether the peer has all of the first segment although it did not acknowledge it: it threw away what it SACKed. */
    boolean reneged() {
        return count > 0 && (flags[head] & SACKED) != 0;
    }

    /** Marks segments wholly inside {@code [left, right)}; answers how many bytes are new. */
    int selectivelyAcknowledge(int left, int right) {
        int before = sackedBytes;
        for (int i = firstFrom(left); i < count; i++) {
            int at = slot(i);
            if (Sequence.before(right, ends[at])) {
                break;
            }
            if ((flags[at] & SACKED) == 0) {
                account(at, starts[at] - ends[at]);
                flags[at] = (byte) (flags[at] & ~(LOST | RESENT) | SACKED);
                account(at, ends[at] - starts[at]);
                sackedSegments++;
                arrived(at);
            }
        }
        return sackedBytes - before;
    }

    /** Marks as lost what has enough SACKed above it (RFC 6675 section 4, IsLost); answers whether any is new. */
    boolean detectLoss(int segmentSize) {
        int above = 0;
        int segmentsAbove = 0;
        boolean found = false;
        for (int i = count - 1; i >= 0 && sackedBytes > 0; i--) {
            int at = slot(i);
            if ((flags[at] & SACKED) != 0) {
                above += ends[at] - starts[at];
                segmentsAbove++;
            } else if ((flags[at] & LOST) == 0
                    && (segmentsAbove >= DUPLICATE_THRESHOLD || above > (DUPLICATE_THRESHOLD - 1) * segmentSize)) {
                markLost(at);
                found = true;
            }
        }
        return found;
    }

    /** Whether something sent at {@code timeA} was sent before something sent at {@code timeB} (RFC 8985 section 6.2). */
    static boolean sentBefore(long timeA, int endA, long timeB, int endB) {
        return timeA - timeB < 0 || (timeA == timeB && Sequence.before(endA, endB));
    }

    /**
     * Marks as lost what was sent before the segment {@code (time, end)}, which has arrived, and has not arrived itself
     * within {@code patience} of its sending (RFC 8985 section 6.2, step 5).
     *
     * @return whether something is lost that was not before
     */
    boolean loseSentBefore(long time, int end, long patience, long now) {
        boolean found = false;
        inDoubt = 0;
        for (int i = 0; i < count; i++) {
            int at = slot(i);
            if ((flags[at] & SACKED) != 0 || (flags[at] & (LOST | RESENT)) == LOST) {
                continue;
            }
            if (!sentBefore(times[at], ends[at], time, end)) {
                if ((flags[at] & AMBIGUOUS) == 0) {
                    break; // never sent again, so all that follow were sent even later
                }
                continue;
            }
            long left = times[at] + patience - now;
            if (left <= 0) {
                loseAgain(at);
                found = true;
            } else {
                inDoubt = Math.max(inDoubt, left);
            }
        }
        return found;
    }

    /** How long until all that {@link #loseSentBefore} left in doubt is lost; 0 when nothing is in doubt. */
    long inDoubt() {
        return inDoubt;
    }

    /** Marks as lost the first segment and what was sent at {@code time} or before (RFC 8985 section 6.3). */
    void loseOnTimeout(long time) {
        for (int i = 0; i < count; i++) {
            int at = slot(i);
            if ((flags[at] & SACKED) == 0 && (i == 0 || times[at] - time <= 0)) {
                loseAgain(at);
            }
        }
    }

    /** Marks as lost all that was neither SACKed nor sent again. */
    void loseRest() {
        for (int i = 0; i < count; i++) {
            int at = slot(i);
            if ((flags[at] & (SACKED | LOST)) == 0) {
                markLost(at);
            }
        }
    }

    /** As {@link #loseRest}, of what was sent before {@code time}. */
    void loseRestSentBefore(long time) {
        for (int i = 0; i < count; i++) {
            int at = slot(i);
            if ((flags[at] & (SACKED | LOST)) == 0 && times[at] - time < 0) {
                markLost(at);
            }
        }
    }

    /** Nothing was lost after all. */
    void forgiveLosses() {
        for (int i = 0; i < count; i++) {
            flags[slot(i)] &= ~(LOST | RESENT);
        }
        lostBytes = 0;
        resentBytes = 0;
    }

    /** Marks the first segment as lost, and as not sent again. */
    void loseFirst() {
        if (count > 0 && (flags[head] & SACKED) == 0) {
            loseAgain(head);
        }
    }

    /** As {@link #loseFirst} when something above it was SACKed and it was not deemed lost before. */
    void loseFirstHole() {
        if (sackedBytes > 0 && (flags[head] & (SACKED | LOST)) == 0) {
            markLost(head);
        }
    }

    /** Marks what is longer than a segment may now be as lost, since a router has dropped it. */
    void loseLongerThan(int bytes) {
        for (int i = 0; i < count; i++) {
            int at = slot(i);
            if (ends[at] - starts[at] > bytes && (flags[at] & SACKED) == 0) {
                loseAgain(at);
            }
        }
    }

    /** Marks everything that was not SACKed as lost, as after a retransmission timeout. */
    void loseAll() {
        for (int i = 0; i < count; i++) {
            int at = slot(i);
            if ((flags[at] & SACKED) == 0) {
                loseAgain(at);
            }
        }
    }

    /** Forgets all selective acknowledgements. */
    void forgetSacks() {
        for (int i = 0; i < count; i++) {
            flags[slot(i)] &= ~SACKED;
        }
        sackedBytes = 0;
        sackedSegments = 0;
    }

    /** The first segment that is lost and not sent again, or -1. */
    int nextLost() {
        for (int i = 0; i < count; i++) {
            if ((flags[slot(i)] & (LOST | RESENT)) == LOST) {
                return i;
            }
        }
        return -1;
    }

    int start(int index) {
        return starts[slot(index)];
    }

    int end(int index) {
        return ends[slot(index)];
    }

    long time(int index) {
        return times[slot(index)];
    }

    /** Notes that a segment was sent again: a lost one, or the last one as a probe. */
    void resent(int index, long now) {
        int at = slot(index);
        flags[at] |= AMBIGUOUS;
        times[at] = now;
        if ((flags[at] & LOST) != 0) {
            flags[at] |= RESENT;
            resentBytes += ends[at] - starts[at];
        }
    }

    /** Cuts a segment in two at {@code middle}, as when the path's MTU has become smaller. */
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
            flags[to] = flags[from];
        }
        count++;
        int first = slot(index);
        int second = slot(index + 1);
        starts[second] = middle;
        ends[second] = ends[first];
        times[second] = times[first];
        flags[second] = flags[first];
        ends[first] = middle;
    }

    /** Bytes that the last acknowledgement reports as arrived for the first time, by SACK or not. */
    int deliveredBytes() {
        return deliveredBytes;
    }

    /** How many segments the last acknowledgement took off. */
    int acknowledgedSegments() {
        return acknowledgedSegments;
    }

    /**
     * Whether the last acknowledgement covered segments sent once only, the last one at {@link #sampleTime()}. Not when it
     * also covered one that was sent again: the others may have waited at the receiver for that one.
     */
    boolean sampled() {
        return sampled && !ambiguous;
    }

    /** When the latest such segment was sent. */
    long sampleTime() {
        return sampleTime;
    }

    void clear() {
        count = 0;
        head = 0;
        sackedBytes = 0;
        sackedSegments = 0;
        lostBytes = 0;
        resentBytes = 0;
    }

    private void arrived(int at) {
        deliveredBytes += ends[at] - starts[at];
        arrivals.arrived(starts[at], ends[at], times[at], (flags[at] & AMBIGUOUS) != 0);
        sample(at);
    }

    private void sample(int at) {
        if ((flags[at] & AMBIGUOUS) == 0 && (!sampled || times[at] - sampleTime > 0)) {
            sampled = true;
            sampleTime = times[at];
        }
    }

    private void markLost(int at) {
        flags[at] |= LOST;
        lostBytes += ends[at] - starts[at];
    }

    private void loseAgain(int at) {
        account(at, starts[at] - ends[at]);
        flags[at] = (byte) (flags[at] & ~RESENT | LOST);
        account(at, ends[at] - starts[at]);
    }

    private void account(int at, int bytes) {
        if ((flags[at] & SACKED) != 0) {
            sackedBytes += bytes;
        }
        if ((flags[at] & LOST) != 0) {
            lostBytes += bytes;
        }
        if ((flags[at] & RESENT) != 0) {
            resentBytes += bytes;
        }
    }

    /** The first segment that starts at or after {@code sequence}, by bisection. */
    private int firstFrom(int sequence) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Sequence.before(starts[slot(middle)], sequence)) {
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
        int[] oldStarts = starts;
        int[] oldEnds = ends;
        long[] oldTimes = times;
        byte[] oldFlags = flags;
        starts = new int[count * 2];
        ends = new int[count * 2];
        times = new long[count * 2];
        flags = new byte[count * 2];
        int first = oldStarts.length - head;
        System.arraycopy(oldStarts, head, starts, 0, first);
        System.arraycopy(oldEnds, head, ends, 0, first);
        System.arraycopy(oldTimes, head, times, 0, first);
        System.arraycopy(oldFlags, head, flags, 0, first);
        System.arraycopy(oldStarts, 0, starts, first, head);
        System.arraycopy(oldEnds, 0, ends, first, head);
        System.arraycopy(oldTimes, 0, times, first, head);
        System.arraycopy(oldFlags, 0, flags, first, head);
        head = 0;
        Arrays.fill(flags, count, flags.length, (byte) 0);
    }
}
