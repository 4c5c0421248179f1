package dev.demitasse.net.simulation;

/**
 * Looks at every segment of one connection as it leaves its sender, and fails at the first that no TCP may send: an
 * acknowledgement or a timestamp that goes back, a window whose right edge does (RFC 9293 section 3.8.6.2.2), text beyond
 * the edge that the other side has promised, a FIN that moves, something acknowledged that was never sent.
 */
public final class SegmentWatch {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final int WINDOW_SCALE = 3;
    private static final int TIMESTAMPS = 8;

    /** What one side has sent so far. */
    private static final class Side {
        private int shift = -1;
        private boolean synSent;
        private boolean acknowledging;
        private int acknowledgment;
        private int edge;
        private int next;
        private boolean finSent;
        private int fin;
        private boolean timed;
        private int timestamp;
    }

    private final Side[] sides = {new Side(), new Side()};
    private boolean reset;
    private long segments;

    /** How many segments there were. */
    public long segments() {
        return segments;
    }

    /** A frame leaves one side, 0 or 1. */
    void leaves(byte[] frame, int from) {
        if (Frames.tcpAt(frame) < 0 || reset) {
            return;
        }
        int flags = Frames.tcpFlags(frame);
        if ((flags & RST) != 0) {
            reset = true;
            return;
        }
        segments++;
        Side self = sides[from];
        Side other = sides[1 - from];
        int sequence = Frames.number(frame, Frames.tcpAt(frame) + 4);
        int end = sequence + Frames.tcpTextLength(frame) + (flags & FIN) + (flags >>> 1 & 1);
        if ((flags & SYN) != 0) {
            self.shift = option(frame, WINDOW_SCALE) < 0 ? -1 : frame[option(frame, WINDOW_SCALE) + 2];
            self.next = self.synSent ? self.next : end;
            self.synSent = true;
        } else {
            require(!other.acknowledging || end - other.edge - (flags & FIN) <= 0, frame, "lies beyond the window");
            self.next = end - self.next > 0 ? end : self.next;
        }
        if ((flags & FIN) != 0) {
            require(!self.finSent || self.fin == end, frame, "has a FIN that moved");
            self.finSent = true;
            self.fin = end;
        }
        if ((flags & ACK) != 0) {
            acknowledges(frame, flags, self, other);
        }
        int at = option(frame, TIMESTAMPS);
        if (at >= 0) {
            int value = Frames.number(frame, at + 2);
            require(!self.timed || value - self.timestamp >= 0, frame, "has a timestamp that goes back");
            self.timed = true;
            self.timestamp = value;
        }
    }

    private static void acknowledges(byte[] frame, int flags, Side self, Side other) {
        int acknowledgment = Frames.number(frame, Frames.tcpAt(frame) + 8);
        boolean scaled = (flags & SYN) == 0 && self.shift >= 0 && other.shift >= 0;
        int edge =
                acknowledgment + (Frames.unsignedShort(frame, Frames.tcpAt(frame) + 14) << (scaled ? self.shift : 0));
        require(acknowledgment - other.next <= 0, frame, "acknowledges what was never sent");
        if (self.acknowledging) {
            require(acknowledgment - self.acknowledgment >= 0, frame, "has an acknowledgement that goes back");
            // a window that is not a multiple of its unit loses less than one in rounding
            int lost = self.edge - edge;
            boolean ended = other.finSent && acknowledgment == other.fin; // nothing more will fill a window
            require(ended || lost < (scaled ? 1 << self.shift : 1), frame, "takes back " + lost + " bytes of window");
        }
        self.edge = !self.acknowledging || edge - self.edge > 0 ? edge : self.edge;
        self.acknowledging = true;
        self.acknowledgment = acknowledgment;
    }

    private static void require(boolean holds, byte[] frame, String what) {
        if (!holds) {
            throw new AssertionError("this segment " + what + ": " + Frames.describe(frame));
        }
    }

    /** Where an option of this kind stands in the frame, or -1. */
    private static int option(byte[] frame, int kind) {
        int end = Frames.tcpTextAt(frame);
        for (int at = Frames.tcpAt(frame) + 20;
                at < end && frame[at] != 0;
                at += frame[at] == 1 ? 1 : Math.max(2, frame[at + 1])) {
            if (frame[at] == kind) {
                return at;
            }
        }
        return -1;
    }
}
