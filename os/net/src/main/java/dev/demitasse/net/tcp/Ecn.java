package dev.demitasse.net.tcp;

import dev.demitasse.net.wire.TcpHeader;

/**
 * Explicit congestion notification on one connection (RFC 3168 section 6.1): as receiver, says that a router marked a
 * segment until the sender says that it has slowed down; as sender, marks what may be marked, slows down at most once a
 * window of data, and says so. Guarded by the stack's lock.
 */
final class Ecn {
    /** ECT(0) in the two low bits of the traffic class (section 5). */
    static final int CAPABLE = 2;

    /** CE in the same bits. */
    static final int MARKED = 3;

    private boolean used;
    private boolean echo;
    private boolean reduced;
    private int reactedAt;

    /** Settles whether it is used. */
    void agree(boolean agreed, int initialSequence) {
        used = agreed;
        reactedAt = initialSequence;
    }

    /** The flags with which a SYN asks for it (section 6.1.1). */
    static int request() {
        return TcpHeader.ECE | TcpHeader.CWR;
    }

    /** Whether a SYN asks for it. */
    static boolean requested(Segment syn) {
        return (syn.flags & request()) == request();
    }

    /** Whether the answer to a SYN that asked for it agrees. */
    static boolean granted(Segment synAck) {
        return (synAck.flags & request()) == TcpHeader.ECE;
    }

    /** Takes in an acceptable segment with text (section 6.1.3). */
    void received(Segment segment) {
        if (!used) {
            return;
        }
        if (segment.has(TcpHeader.CWR)) {
            echo = false;
        }
        if (segment.marked) {
            echo = true;
        }
    }

    /** The flags of a segment of ours; {@code fresh} when it carries text for the first time. */
    int flags(boolean fresh) {
        return (echo ? TcpHeader.ECE : 0) | (reduced && fresh ? TcpHeader.CWR : 0);
    }

    /** Whether the next segment with new text is to carry CWR. */
    boolean reducing() {
        return reduced;
    }

    /** The bits that go into the IP header: retransmissions and bare acknowledgements are not to be marked (section 6.1). */
    int bits(boolean fresh) {
        return used && fresh ? CAPABLE : 0;
    }

    /** Such a segment went out. */
    void sent(boolean fresh) {
        reduced &= !fresh;
    }

    /** Whether an acknowledgement asks us to slow down, and we have not for this window of data (section 6.1.2). */
    boolean congested(Segment segment) {
        return used && segment.has(TcpHeader.ECE) && Sequence.before(reactedAt, segment.acknowledgment);
    }

    /** The congestion window was reduced, for whatever reason, when SND.NXT was {@code next}. */
    void reduced(int next) {
        reduced = used;
        reactedAt = next;
    }
}
