package dev.demitasse.net.tcp;

import dev.demitasse.machine.PacketBuffer;
import dev.demitasse.net.Counters;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.ip.Internet;
import dev.demitasse.net.ip.Path;
import dev.demitasse.net.wire.Checksum;
import dev.demitasse.net.wire.Ipv4Header;
import dev.demitasse.net.wire.TcpHeader;
import dev.demitasse.net.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/**
 * Writes segments. The options of the next one are set first, then {@link #send} writes and clears them. One object for
 * the whole of TCP; guarded by the stack's lock.
 */
final class SegmentWriter {
    private final Internet internet;
    private final Counters counters;
    private int maximumSegmentSize;
    private int windowScale = -1;
    private boolean sackPermitted;
    private boolean timestamps;
    private int timestampValue;
    private int timestampEcho;
    private @Nullable Receiver sack;
    private int sackBlocks;
    private int urgentPointer;
    private int cut;

    SegmentWriter(Internet internet, Counters counters) {
        this.internet = internet;
        this.counters = counters;
    }

    /** Adds the options of a SYN; a scale of -1 leaves window scaling out. */
    SegmentWriter synOptions(int mss, int scale, boolean permitSack) {
        maximumSegmentSize = mss;
        windowScale = scale;
        sackPermitted = permitSack;
        return this;
    }

    /** Sets the urgent pointer, 0 for none. */
    void urgent(int pointer) {
        urgentPointer = pointer;
    }

    /** Has the device cut the segment into ones of so much text, since it is longer than the path allows; 0 for not. */
    void cut(int text) {
        cut = text;
    }

    /** Adds the timestamps option. */
    SegmentWriter timestamps(int value, int echo) {
        timestamps = true;
        timestampValue = value;
        timestampEcho = echo;
        return this;
    }

    /** Adds a SACK option of up to {@code most} blocks: first what came twice, if anything did, then the ranges. */
    SegmentWriter sack(Receiver receiver, int most) {
        sack = receiver;
        int all = receiver.reassembly().size() + (receiver.hasDuplicate() ? 1 : 0);
        sackBlocks = Math.min(all, Math.min(most, timestamps ? 3 : 4));
        return this;
    }

    /** Bytes that the options set so far take. */
    int optionsLength() {
        return (maximumSegmentSize > 0 ? 4 : 0)
                + (windowScale >= 0 ? 4 : 0)
                + (sackPermitted ? 4 : 0)
                + (timestamps ? TcpOptions.TIMESTAMPS_LENGTH : 0)
                + TcpOptions.sackLength(sackBlocks);
    }

    /**
     * Sends a segment with the options set and {@code length} bytes of text from {@code text}.
     *
     * @return {@code false} when there was no room for it
     */
    boolean send(
            Path path,
            int localPort,
            int remotePort,
            int sequence,
            int acknowledgment,
            int flags,
            int window,
            @Nullable SendBuffer text,
            int textOffset,
            int length,
            int ttl,
            int trafficClass) {
        int header = TcpHeader.MIN_LENGTH + optionsLength();
        PacketBuffer packet = cut > 0 ? path.takeLarge() : path.take(0);
        if (packet == null) {
            clear();
            return false;
        }
        packet.setLength(header + length);
        TcpHeader.emit(packet, localPort, remotePort, sequence, acknowledgment, header, flags, window, urgentPointer);
        putOptions(packet);
        if (text != null && length > 0) {
            text.copy(textOffset, packet, header, length);
        }
        packet.setSegmentSize(cut);
        counters.tcpOutSegs += cut > 0 ? (length + cut - 1) / cut : 1;
        clear();
        putChecksum(path, packet);
        return internet.send(path, packet, Ipv4Header.TCP, ttl, trafficClass, true);
    }

    private void putOptions(PacketBuffer packet) {
        int at = TcpHeader.MIN_LENGTH;
        if (maximumSegmentSize > 0) {
            at = TcpOptions.putMaximumSegmentSize(packet, at, maximumSegmentSize);
        }
        if (windowScale >= 0) {
            at = TcpOptions.putWindowScale(packet, at, windowScale);
        }
        if (sackPermitted) {
            at = TcpOptions.putSackPermitted(packet, at);
        }
        if (timestamps) {
            at = TcpOptions.putTimestamps(packet, at, timestampValue, timestampEcho);
        }
        Receiver receiver = sack;
        if (receiver != null && sackBlocks > 0) {
            putSack(packet, at, receiver);
        }
    }

    private void putSack(PacketBuffer packet, int from, Receiver receiver) {
        int at = TcpOptions.putSackHead(packet, from, sackBlocks);
        int left = sackBlocks;
        if (receiver.hasDuplicate()) { // RFC 2883 section 4: the first block
            at = TcpOptions.putSackBlock(packet, at, receiver.duplicateStart(), receiver.duplicateEnd());
            left--;
        }
        Reassembly ranges = receiver.reassembly();
        for (int i = 0; i < left; i++) {
            int range = ranges.byAge(i);
            at = TcpOptions.putSackBlock(packet, at, ranges.start(range), ranges.end(range));
        }
    }

    private static void putChecksum(Path path, PacketBuffer packet) {
        IpAddress local = path.local();
        IpAddress remote = path.remote();
        long sum = Checksum.pseudoHeader(
                local.high(), local.low(), remote.high(), remote.low(), Ipv4Header.TCP, packet.length());
        if (path.link().checksumOffload()) {
            TcpHeader.putChecksum(packet, Checksum.fold(sum));
            packet.requestChecksum(0, TcpHeader.CHECKSUM_OFFSET);
        } else {
            TcpHeader.putChecksum(packet, Checksum.finish(Checksum.add(sum, packet, 0, packet.length())));
        }
    }

    private void clear() {
        maximumSegmentSize = 0;
        windowScale = -1;
        sackPermitted = false;
        timestamps = false;
        sack = null;
        sackBlocks = 0;
        urgentPointer = 0;
        cut = 0;
    }
}
