package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.core.Timer;
import dev.demitasse.net.wire.TcpHeader;
import java.nio.ByteBuffer;

/**
 * The receiving direction: the window, text in and out of order, when to acknowledge. Guarded by the stack's lock.
 */
final class Receiver {
    /** RFC 9293 section 3.8.6.3 allows half a second; short enough not to provoke the peer's retransmission timer. */
    private static final long DELAY = 40_000_000L;

    private final Connection connection;
    private final Tcp tcp;
    private final ReceiveBuffer buffer;
    private final Reassembly reassembly = new Reassembly();
    private final Timer delay = new Timer() {
        @Override
        protected void expire() {
            connection.output().acknowledgment();
        }
    };

    /** RCV.NXT. */
    private int next;

    /** The right edge of the window as last promised; never moves left (RFC 9293 section 3.8.6.2.2). */
    private int edge;

    /** RCV.NXT of the last segment we sent: "Last.ACK.sent" of RFC 7323. */
    private int lastAcknowledged;

    private int shift;
    private int limit;
    private boolean limitFixed;
    private int segmentSize = 536;
    private final UrgentMark urgent = new UrgentMark();
    private boolean finKnown;
    private int finSequence;
    private boolean finReached;
    private boolean shut;

    /** Whether the connection has ended: what was received can be read, and nobody is told any more. */
    private boolean stopped;

    private boolean acknowledgeNow;
    private int unacknowledged;

    /** What came twice and was not yet reported (RFC 2883). */
    private boolean duplicate;

    private int duplicateStart;
    private int duplicateEnd;

    /** What was read since {@link #measuredFrom}, to see whether the window is what limits the peer. */
    private int measuredBytes;

    private long measuredFrom;

    /**
     * The round trip as text shows it that echoes our acknowledgements; 0 while none has. Who only receives learns of no
     * other after the handshake.
     */
    private long textRoundTrip;

    Receiver(Connection connection, Tcp tcp, TcpSettings settings) {
        this.connection = connection;
        this.tcp = tcp;
        this.buffer = new ReceiveBuffer(tcp.budget);
        this.limit = settings.receiveBuffer > 0 ? settings.receiveBuffer : TcpSettings.FIRST_LIMIT - 1;
        this.limitFixed = settings.receiveBuffer > 0;
        this.measuredFrom = tcp.turn.now();
    }

    /** Starts at the number after the peer's SYN; {@code windowShift} is what our SYN announced, 0 without scaling. */
    void start(int firstSequence, int windowShift, int promised) {
        next = firstSequence;
        lastAcknowledged = firstSequence;
        edge = firstSequence + promised;
        shift = windowShift;
    }

    void setLimit(int bytes) {
        limit = Math.max(bytes, buffer.ready());
        limitFixed = true;
    }

    int limit() {
        return limit;
    }

    int next() {
        return next;
    }

    int lastAcknowledged() {
        return lastAcknowledged;
    }

    /** RCV.WND: bytes from the next expected one to the promised edge. */
    int window() {
        return edge - next;
    }

    /** Bytes that can be read. */
    int ready() {
        return dropsUrgent() ? buffer.ready() - 1 : buffer.ready();
    }

    /** The number of the next byte that the user has not read. */
    private int unread() {
        return next - (finReached ? 1 : 0) - buffer.ready();
    }

    /** Whether the urgent byte lies among what can be read, and the user does not want it there. */
    private boolean dropsUrgent() {
        return !connection.settings().urgentInline && urgent.isAmong(unread(), buffer.ready());
    }

    /** Learns which byte of the text from {@code sequence} on, or behind it, is urgent. */
    void urgent(int sequence, int pointer) {
        if (dropsUrgent() && urgent.distance(unread()) == 0) {
            dropUrgent();
        }
        urgent.told(sequence, pointer, unread());
    }

    private void dropUrgent() {
        buffer.drop(1);
        urgent.passed();
    }

    /** Whether the peer's FIN, and everything before it, has come. */
    boolean finReached() {
        return finReached;
    }

    boolean shut() {
        return shut;
    }

    Reassembly reassembly() {
        return reassembly;
    }

    boolean acknowledgeNow() {
        return acknowledgeNow;
    }

    /** Makes sure that an acknowledgement goes out with this turn. */
    void requestAcknowledgment() {
        acknowledgeNow = true;
    }

    /**
     * Whether the segment has something at or after RCV.NXT and inside the window (RFC 9293 section 3.10.7.4, table 6).
     */
    boolean acceptable(Segment segment) {
        int window = window();
        int length = segment.length();
        if (length == 0) {
            return window == 0 ? segment.sequence == next : Sequence.in(segment.sequence, next, window);
        }
        return window > 0
                && (Sequence.in(segment.sequence, next, window) || Sequence.in(segment.end() - 1, next, window));
    }

    /** Notes text that has come before, so that the next acknowledgement reports it. */
    void noteDuplicate(int start, int end) {
        if (Sequence.before(start, end)) {
            duplicate = true;
            duplicateStart = start;
            duplicateEnd = end;
        }
    }

    /** Whether there is something to report that came twice. */
    boolean hasDuplicate() {
        return duplicate;
    }

    int duplicateStart() {
        return duplicateStart;
    }

    int duplicateEnd() {
        return duplicateEnd;
    }

    /** Takes in the text and FIN of an acceptable segment. */
    void accept(Segment segment, PacketBuffer packet) {
        noteRoundTrip(segment);
        if (Sequence.before(segment.sequence, next)) {
            noteDuplicate(segment.sequence, Sequence.earlier(segment.sequence + segment.textLength, next));
            segment.trimFront(next);
            acknowledgeNow = true;
        }
        segment.trimEnd(edge);
        if (finKnown) {
            segment.trimEnd(finSequence);
        }
        boolean placed = segment.textLength == 0 || place(segment, packet);
        acknowledgeNow |= segment.has(TcpHeader.FIN); // in order or not, as for text
        if (segment.has(TcpHeader.FIN) && placed && !finKnown) {
            finKnown = true;
            finSequence = segment.sequence + segment.textLength;
        }
        if (finKnown && !finReached && next == finSequence) {
            next++;
            finReached = true;
            acknowledgeNow = true;
        }
    }

    /** Full segments only: others may have waited for the user at the other end. */
    private void noteRoundTrip(Segment segment) {
        long sample =
                segment.textLength >= segmentSize ? connection.timestamps().age(segment) : 0;
        if (sample > 0) {
            textRoundTrip = textRoundTrip == 0 ? sample : textRoundTrip + (sample - textRoundTrip) / 8;
        }
    }

    private boolean place(Segment segment, PacketBuffer packet) {
        int start = segment.sequence;
        int length = segment.textLength;
        int ahead = start - next;
        if (ahead > 0 && !reassembly.accepts(start, start + length)) {
            acknowledgeNow = true;
            return false;
        }
        if (!shut && !buffer.place(packet, segment.textOffset, ahead, length, reassembly.extent(next))) {
            tcp.counters.tcpDiscardedForMemory++;
            acknowledgeNow = true;
            return false;
        }
        if (ahead > 0) {
            if (reassembly.contains(start, start + length)) {
                noteDuplicate(start, start + length);
            }
            reassembly.add(start, start + length);
            acknowledgeNow = true; // RFC 5681 section 4.2: at once for text out of order
            return true;
        }
        boolean gap = !reassembly.isEmpty();
        int reached = gap ? reassembly.consume(start + length) : start + length;
        if (!shut) {
            buffer.advance(reached - next);
        }
        next = reached;
        int full = segment.joinedFrom > 0 ? Math.min(segment.joinedFrom, length) : length;
        segmentSize = Math.max(segmentSize, full);
        unacknowledged += length;
        if (gap || unacknowledged >= 2 * segmentSize || connection.settings().quickAcknowledge) {
            acknowledgeNow = true; // RFC 5681 section 4.2: every second full-sized segment, and when a gap is filled
        } else if (!delay.armed()) {
            tcp.timers.arm(delay, tcp.turn.now() + DELAY);
        }
        return true;
    }

    /** Moves received bytes to the user, and tells the peer when that opened the window by a useful amount. */
    int read(ByteBuffer target) {
        int count = readInOrder(target);
        if (count > 0) {
            measure(count);
            int room = room();
            int growth = next + room - edge;
            if (!stopped
                    && !finReached
                    && window() < limit / 2
                    && growth >= Math.min(limit / 2, Math.max(segmentSize, limit / 4))) {
                connection.output().acknowledgment();
            }
        }
        return count;
    }

    /** Reads, and leaves out the urgent byte where it was. */
    private int readInOrder(ByteBuffer target) {
        if (!dropsUrgent()) {
            return buffer.read(target);
        }
        int before = urgent.distance(unread());
        int limit = target.limit();
        target.limit(target.position() + Math.min(before, target.remaining()));
        int count = buffer.read(target);
        target.limit(limit);
        if (count == before) {
            dropUrgent();
            count += buffer.read(target);
        }
        return count;
    }

    /** Doubles the limit while the user reads more than half of it within a round trip: the window is the bottleneck. */
    private void measure(int count) {
        measuredBytes += count;
        if (limitFixed || limit >= tcp.maxBuffer) {
            return;
        }
        long roundTrip = Math.max(textRoundTrip, connection.smoothedRoundTrip());
        if (tcp.turn.now() - measuredFrom >= roundTrip) {
            if (measuredBytes > limit / 2 && !tcp.budget.underPressure()) {
                limit = Math.min(tcp.maxBuffer, limit * 2);
            }
            measuredBytes = 0;
            measuredFrom = tcp.turn.now();
        }
    }

    private int room() {
        int most = limit;
        if (tcp.budget.underPressure()) {
            most = Math.min(most, Math.max(SendBuffer.FIRST_CAPACITY, buffer.capacity()));
        }
        return Math.max(0, most - buffer.ready());
    }

    /** The window field of the next segment; moves the promised edge, by no less than a useful amount. */
    int windowField() {
        int room = shut ? limit : room();
        int candidate = next + room;
        if (candidate - edge >= Math.min(limit / 2, segmentSize)) {
            edge = Sequence.earlier(candidate, next + (0xffff << shift));
        }
        return Math.min(0xffff, window() >>> shift);
    }

    /** The window field of a segment with SYN, which is never scaled (RFC 7323 section 2.2). */
    int synWindow() {
        return Math.min(0xffff, limit);
    }

    /** A segment with our acknowledgement went out. */
    void acknowledged() {
        lastAcknowledged = next;
        duplicate = false;
        acknowledgeNow = false;
        unacknowledged = 0;
        tcp.timers.disarm(delay);
    }

    /** The user wants no more: what is there and what still comes is dropped. */
    void shutdown() {
        shut = true;
        buffer.free();
    }

    /** Gives back memory that holds nothing, neither to be read nor behind a hole. */
    void giveBack() {
        if (buffer.ready() == 0 && reassembly.isEmpty()) {
            buffer.free();
        }
    }

    /** Frees memory and timer. */
    void free() {
        tcp.timers.disarm(delay);
        buffer.free();
    }

    /** The connection has ended; bytes received can still be read. */
    void stop() {
        stopped = true;
        tcp.timers.disarm(delay);
    }
}
