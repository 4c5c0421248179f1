package dev.demitasse.net.tcp;

/**
 * What lies between SND.UNA and SND.NXT, segment by segment, in order: when each was sent, whether it was selectively
 * acknowledged, deemed lost, sent again. From this follow the retransmissions to make (RFC 6675's scoreboard) and how
 * much is really in the network, whether the peer speaks SACK or not. SND.NXT never goes back. Bounded. Guarded by the
 * stack's lock.
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

    private final SegmentRing ring = new SegmentRing();
    private int unacknowledged;
    private int next;

    private int sackedBytes;
    private int sackedSegments;
    private int lostBytes;
    private int resentBytes;

    private Arrivals arrivals = (start, end, time, resent) -> {};

    private final Delivery delivery = new Delivery();

    /** Filled by {@link #loseSentBefore}. */
    private long inDoubt;

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
        return ring.size() == 0;
    }

    boolean isFull() {
        return ring.size() == MAX_SEGMENTS;
    }

    int size() {
        return ring.size();
    }

    /** How many more segments may be in flight. */
    int room() {
        return MAX_SEGMENTS - ring.size();
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
        int index = ring.firstFrom(start);
        return lostBytes == end - start
                && index < ring.size()
                && ring.start(index) == start
                && ring.end(index) == end
                && ring.marked(index, LOST);
    }

    /** How much text and FIN the first segment carries, 0 when nothing is in flight. */
    int firstLength() {
        return isEmpty() ? 0 : ring.length(0);
    }

    boolean hasLoss() {
        return lostBytes > 0;
    }

    /** Notes a segment sent for the first time: it begins at SND.NXT and moves it. */
    void add(int end, long now) {
        ring.add(next, end, now);
        next = end;
    }

    /** What the acknowledgement in hand says; who begins to look at one says so there. */
    Delivery delivery() {
        return delivery;
    }

    /** Takes off what the peer has, up to {@code ack}. */
    void acknowledge(int ack) {
        unacknowledged = ack;
        while (ring.size() > 0 && Sequence.before(ring.start(0), ack)) {
            boolean sackedBefore = ring.marked(0, SACKED);
            if (Sequence.before(ack, ring.end(0))) {
                int part = ack - ring.start(0);
                account(0, -part);
                if (!sackedBefore) {
                    delivery.arrived(part);
                }
                ring.trimFirst(ack);
                return;
            }
            account(0, -ring.length(0));
            if (sackedBefore) {
                sackedSegments--;
            } else {
                arrived(0); // else it did when it was SACKed
            }
            delivery.acknowledged(ring.marked(0, AMBIGUOUS));
            ring.removeFirst();
        }
    }

    /** Whether the peer has all of the first segment although it did not acknowledge it: it threw away what it SACKed. */
    boolean reneged() {
        return !isEmpty() && ring.marked(0, SACKED);
    }

    /** Marks segments wholly inside {@code [left, right)}; answers how many bytes are new. */
    int selectivelyAcknowledge(int left, int right) {
        int before = sackedBytes;
        for (int i = ring.firstFrom(left); i < ring.size(); i++) {
            if (Sequence.before(right, ring.end(i))) {
                break;
            }
            if (!ring.marked(i, SACKED)) {
                account(i, -ring.length(i));
                ring.unmark(i, LOST | RESENT);
                ring.mark(i, SACKED);
                account(i, ring.length(i));
                sackedSegments++;
                arrived(i);
            }
        }
        return sackedBytes - before;
    }

    /** Marks as lost what has enough SACKed above it (RFC 6675 section 4, IsLost); answers whether any is new. */
    boolean detectLoss(int segmentSize) {
        int above = 0;
        int segmentsAbove = 0;
        boolean found = false;
        for (int i = ring.size() - 1; i >= 0 && sackedBytes > 0; i--) {
            if (ring.marked(i, SACKED)) {
                above += ring.length(i);
                segmentsAbove++;
            } else if (!ring.marked(i, LOST)
                    && (segmentsAbove >= DUPLICATE_THRESHOLD || above > (DUPLICATE_THRESHOLD - 1) * segmentSize)) {
                markLost(i);
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
        for (int i = 0; i < ring.size(); i++) {
            if (ring.marked(i, SACKED) || ring.marks(i, LOST | RESENT) == LOST) {
                continue;
            }
            if (!sentBefore(ring.time(i), ring.end(i), time, end)) {
                if (!ring.marked(i, AMBIGUOUS)) {
                    break; // never sent again, so all that follow were sent even later
                }
                continue;
            }
            long left = ring.time(i) + patience - now;
            if (left <= 0) {
                loseAgain(i);
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
        for (int i = 0; i < ring.size(); i++) {
            if (!ring.marked(i, SACKED) && (i == 0 || ring.time(i) - time <= 0)) {
                loseAgain(i);
            }
        }
    }

    /** Marks as lost all that was neither SACKed nor sent again. */
    void loseRest() {
        for (int i = 0; i < ring.size(); i++) {
            if (!ring.marked(i, SACKED | LOST)) {
                markLost(i);
            }
        }
    }

    /** As {@link #loseRest}, of what was sent before {@code time}. */
    void loseRestSentBefore(long time) {
        for (int i = 0; i < ring.size(); i++) {
            if (!ring.marked(i, SACKED | LOST) && ring.time(i) - time < 0) {
                markLost(i);
            }
        }
    }

    /** Nothing was lost after all. */
    void forgiveLosses() {
        for (int i = 0; i < ring.size(); i++) {
            ring.unmark(i, LOST | RESENT);
        }
        lostBytes = 0;
        resentBytes = 0;
    }

    /** Marks the first segment as lost, and as not sent again. */
    void loseFirst() {
        if (!isEmpty() && !ring.marked(0, SACKED)) {
            loseAgain(0);
        }
    }

    /** As {@link #loseFirst} when something above it was SACKed and it was not deemed lost before. */
    void loseFirstHole() {
        if (sackedBytes > 0 && !ring.marked(0, SACKED | LOST)) {
            markLost(0);
        }
    }

    /** Marks what is longer than a segment may now be as lost, since a router has dropped it. */
    void loseLongerThan(int bytes) {
        for (int i = 0; i < ring.size(); i++) {
            if (ring.length(i) > bytes && !ring.marked(i, SACKED)) {
                loseAgain(i);
            }
        }
    }

    /** Marks everything that was not SACKed as lost, as after a retransmission timeout. */
    void loseAll() {
        for (int i = 0; i < ring.size(); i++) {
            if (!ring.marked(i, SACKED)) {
                loseAgain(i);
            }
        }
    }

    /** Forgets all selective acknowledgements. */
    void forgetSacks() {
        for (int i = 0; i < ring.size(); i++) {
            ring.unmark(i, SACKED);
        }
        sackedBytes = 0;
        sackedSegments = 0;
    }

    /** The first segment that is lost and not sent again, or -1. */
    int nextLost() {
        for (int i = 0; i < ring.size(); i++) {
            if (ring.marks(i, LOST | RESENT) == LOST) {
                return i;
            }
        }
        return -1;
    }

    int start(int index) {
        return ring.start(index);
    }

    int end(int index) {
        return ring.end(index);
    }

    long time(int index) {
        return ring.time(index);
    }

    /** Notes that a segment was sent again: a lost one, or the last one as a probe. */
    void resent(int index, long now) {
        ring.mark(index, AMBIGUOUS);
        ring.setTime(index, now);
        if (ring.marked(index, LOST)) {
            ring.mark(index, RESENT);
            resentBytes += ring.length(index);
        }
    }

    /** Cuts a segment in two at {@code middle}, as when the path's MTU has become smaller. */
    void split(int index, int middle) {
        ring.split(index, middle);
    }

    void clear() {
        ring.clear();
        sackedBytes = 0;
        sackedSegments = 0;
        lostBytes = 0;
        resentBytes = 0;
    }

    private void arrived(int index) {
        boolean again = ring.marked(index, AMBIGUOUS);
        delivery.arrived(ring.length(index));
        if (!again) {
            delivery.sample(ring.time(index));
        }
        arrivals.arrived(ring.start(index), ring.end(index), ring.time(index), again);
    }

    private void markLost(int index) {
        ring.mark(index, LOST);
        lostBytes += ring.length(index);
    }

    private void loseAgain(int index) {
        account(index, -ring.length(index));
        ring.unmark(index, RESENT);
        ring.mark(index, LOST);
        account(index, ring.length(index));
    }

    private void account(int index, int bytes) {
        if (ring.marked(index, SACKED)) {
            sackedBytes += bytes;
        }
        if (ring.marked(index, LOST)) {
            lostBytes += bytes;
        }
        if (ring.marked(index, RESENT)) {
            resentBytes += bytes;
        }
    }
}
