package dev.demitasse.net.tcp;

import dev.demitasse.net.TcpState;
import dev.demitasse.net.wire.TcpHeader;

/**
 * Whether a segment that arrives fits into its connection (RFC 9293 section 3.10.7.4, first and fifth), and what is said to
 * one that does not: an acknowledgement that lets an honest peer find its place and tells a forger nothing (RFC 5961).
 * Guarded by the stack's lock.
 */
final class SegmentCheck {
    private final Connection connection;
    private final Tcp tcp;
    private final Timestamps timestamps;
    private final ChallengeLimit challenges = new ChallengeLimit();

    SegmentCheck(Connection connection, Tcp tcp, Timestamps timestamps) {
        this.connection = connection;
        this.tcp = tcp;
        this.timestamps = timestamps;
    }

    /** First: PAWS (RFC 7323 section 5.3) and the window. Answers whether to go on. */
    boolean sequence(Segment segment) {
        Receiver receiver = connection.receiver();
        boolean reset = segment.has(TcpHeader.RST);
        if (timestamps.used() && !reset) {
            if (!segment.options.timestamps()) {
                return false; // RFC 7323 section 3.2
            }
            if (timestamps.old(segment)) {
                challenge();
                return false;
            }
        }
        if (receiver.acceptable(segment)) {
            return true;
        }
        boolean probesClosedWindow =
                receiver.window() == 0 && segment.sequence == receiver.next() && !reset && !segment.has(TcpHeader.SYN);
        if (probesClosedWindow) {
            segment.trimEnd(receiver.next()); // "special allowance": its ACK counts, its text does not
            receiver.requestAcknowledgment();
            return true;
        }
        if (!reset) {
            if (Sequence.atOrBefore(segment.end(), receiver.next())) {
                receiver.noteDuplicate(segment.sequence, segment.sequence + segment.textLength);
            }
            challenge();
        }
        return false;
    }

    /** Fifth: whether the ACK field makes sense (RFC 5961 section 5.2). */
    boolean acknowledgment(Segment segment) {
        Sender sender = connection.sender();
        int ack = segment.acknowledgment;
        if (connection.state() == TcpState.SYN_RECEIVED) {
            if (ack != sender.next()) {
                connection.output().reset(ack);
                return false;
            }
            return true;
        }
        boolean sensible = Sequence.atOrBefore(ack, sender.next())
                && Sequence.atOrBefore(sender.unacknowledged() - sender.maxWindow(), ack);
        if (!sensible) {
            challenge();
        }
        return sensible;
    }

    /** An acknowledgement in answer to something suspicious, at a limited rate (RFC 5961 section 7). */
    void challenge() {
        if (challenges.take(tcp.turn.now())) {
            tcp.counters.tcpChallengeAcks++;
            if (connection.state() == TcpState.SYN_RECEIVED) {
                connection.output().syn(TcpHeader.SYN | TcpHeader.ACK);
            } else {
                connection.output().acknowledgment();
            }
        }
    }
}
