package dev.demitasse.net.tcp;

import dev.demitasse.net.ip.Path;
import dev.demitasse.net.wire.Ipv6Header;
import dev.demitasse.net.wire.TcpHeader;
import dev.demitasse.net.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/**
 * How the segments of one connection leave: along which path and how long at most, with which options, acknowledging
 * what. Guarded by the stack's lock.
 */
final class SegmentOutput {
    /** What is fallen back to where long packets vanish: IPv4 packets with a segment of 1024 bytes, as RFC 4821 section 7.7 has it. */
    private static final int BASE_PATH_MTU = 1064;

    /** No path is believed to be narrower: a forged report must not make us send crumbs (RFC 5927 section 7.2). */
    private static final int MIN_PATH_MTU = 552;

    private final Connection connection;
    private final Tcp tcp;
    private final Timestamps timestamps;
    private final SynOptions agreed;
    private final Ecn ecn;
    private final int ttl;
    private final int trafficClass;
    private final PathMtuSearch search = new PathMtuSearch();
    private Path path;

    /** What routers have told. */
    private int mtuLimit = Integer.MAX_VALUE;

    SegmentOutput(
            Connection connection,
            Tcp tcp,
            Timestamps timestamps,
            SynOptions agreed,
            Ecn ecn,
            Path path,
            int ttl,
            int trafficClass) {
        this.connection = connection;
        this.tcp = tcp;
        this.timestamps = timestamps;
        this.agreed = agreed;
        this.ecn = ecn;
        this.path = path;
        this.ttl = ttl;
        this.trafficClass = trafficClass & ~Ecn.MARKED; // those two bits are not the user's
    }

    /** The path, looked up again when the routes have changed. */
    Path path() {
        if (!tcp.internet.current(path)) {
            int zone = connection.remote.isLinkLocal() ? path.link().index() : 0;
            Path found = tcp.internet.route(connection.local, connection.remote, zone);
            if (found != null) {
                path = found;
            }
        }
        return path;
    }

    /** How much text a segment may carry: what the peer takes and the path carries (RFC 6691). */
    int segmentSize() {
        return textIn(Math.min(mtuLimit, search.limit()));
    }

    /** How much text fits into a packet of so many bytes, and what the peer and the link take. */
    private int textIn(int packet) {
        int fitting = Math.min(tcp.segmentSizeFor(path), packet - headers());
        return Math.max(Math.min(agreed.segmentSize, fitting), 88) - options();
    }

    private int headers() {
        return path.ipHeaderLength() + TcpHeader.MIN_LENGTH;
    }

    private int options() {
        return timestamps.used() ? TcpOptions.TIMESTAMPS_LENGTH : 0;
    }

    /** The search for a path MTU that no router tells. */
    PathMtuSearch search() {
        return search;
    }

    /** Nothing comes back although so much text was sent again and again: whether segments are to be shorter from now on. */
    boolean suspectBlackHole(int text) {
        boolean four = connection.remote.isIpv4();
        int full = segmentSize();
        int around = options() + headers();
        int base = four ? BASE_PATH_MTU : Ipv6Header.MIN_MTU;
        int least = four ? MIN_PATH_MTU : Ipv6Header.MIN_MTU;
        return search.suspect(Math.min(text, full) + around, full + around, base, least);
    }

    /** How much text a segment that probes the path carries, 0 when there is nothing to find out. */
    int probeText() {
        int size = search.next(textIn(mtuLimit) + options() + headers(), tcp.turn.now());
        return size == 0 ? 0 : textIn(size);
    }

    /** A segment that probes the path has left. */
    void probed(int start, int text) {
        search.sent(text + options() + headers(), start, start + text);
    }

    /** Path MTU discovery (RFC 1191 section 6.4, RFC 8201 section 5.4): whether the path turns out to be narrower than we thought. */
    boolean lowerMtu(int told) {
        int least = connection.remote.isIpv4() ? MIN_PATH_MTU : Ipv6Header.MIN_MTU;
        int lower = Math.max(told, least);
        if (lower >= Math.min(mtuLimit, path.mtu())) {
            return false;
        }
        mtuLimit = lower;
        search.told(lower, tcp.turn.now());
        return true;
    }

    /** Sends SYN, or with ACK the answer to one. */
    void syn(int flags) {
        if (timestamps.used()) {
            tcp.writer.timestamps(timestamps.value(), timestamps.echo());
        }
        boolean answer = (flags & TcpHeader.ACK) != 0;
        boolean scaling = !answer || agreed.windowScaling();
        tcp.writer.synOptions(tcp.segmentSizeFor(path), scaling ? tcp.windowShift() : -1, !answer || agreed.sack);
        int ecnFlags = answer ? (agreed.ecn ? TcpHeader.ECE : 0) : connection.requestsEcn() ? Ecn.request() : 0;
        send(
                connection.sender().initialSequence(),
                answer ? connection.receiver().next() : 0,
                flags | ecnFlags,
                connection.receiver().synWindow(),
                null,
                0,
                0,
                0);
    }

    /**
     * How much text, from the next on, may go down at once to be cut into segments there; 0 for one segment at a time. With
     * CWR it must not, which is for the first of them alone (RFC 3168 section 6.1.2), nor with an urgent pointer.
     */
    int textTogether() {
        if (ecn.reducing() || connection.sender().urgent()) {
            return 0;
        }
        Path way = path();
        int limit = way.link().segmentationLimit(way);
        return limit == 0 ? 0 : limit - headers() - options();
    }

    /** As {@link #transmit}, of text for several segments of {@code cut} bytes, and what is left in the last. */
    boolean transmitTogether(int sequence, int flags, SendBuffer text, int offset, int length, int cut) {
        tcp.writer.cut(cut);
        return transmit(sequence, flags, text, offset, length);
    }

    /** Sends a segment of a synchronised connection; {@code false} when there was no room for it. */
    boolean transmit(int sequence, int flags, @Nullable SendBuffer text, int offset, int length) {
        Receiver receiver = connection.receiver();
        if (timestamps.used()) {
            tcp.writer.timestamps(timestamps.value(), timestamps.echo());
        }
        if (agreed.sack && (receiver.hasDuplicate() || !receiver.reassembly().isEmpty())) {
            tcp.writer.sack(receiver, sackBlocks(length));
        }
        int urgent = connection.sender().urgentPointer(sequence);
        tcp.writer.urgent(urgent);
        boolean fresh = length > 0 && sequence == connection.sender().next();
        boolean sent = send(
                sequence,
                receiver.next(),
                flags | ecn.flags(fresh) | (urgent > 0 ? TcpHeader.URG : 0),
                receiver.windowField(),
                text,
                offset,
                length,
                ecn.bits(fresh));
        if (sent) {
            ecn.sent(fresh);
            receiver.acknowledged();
        }
        return sent;
    }

    private int sackBlocks(int textLength) {
        Path way = path();
        int spare = Math.min(way.mtu(), Math.min(mtuLimit, search.limit()))
                - way.ipHeaderLength()
                - TcpHeader.MIN_LENGTH
                - tcp.writer.optionsLength()
                - textLength;
        return Math.max(0, Math.min(4, (spare - 4) / 8));
    }

    /** Sends an empty segment with the current acknowledgement and window. */
    void acknowledgment() {
        empty(connection.sender().next());
    }

    /** Sends an old sequence number, which makes the peer tell its window, or whether it lives. */
    void probe() {
        empty(connection.sender().unacknowledged() - 1);
    }

    private void empty(int sequence) {
        if (!transmit(sequence, TcpHeader.ACK, null, 0, 0)) {
            connection.receiver().requestAcknowledgment();
            tcp.await(connection);
        }
    }

    /** Sends RST in answer to an acknowledgement of what was never sent. */
    void reset(int sequence) {
        tcp.counters.tcpOutRsts++;
        send(sequence, 0, TcpHeader.RST, 0, null, 0, 0, 0);
    }

    /** Sends the RST that ends a connection which the peer may know of. */
    void abort() {
        tcp.counters.tcpOutRsts++;
        int flags = TcpHeader.RST | TcpHeader.ACK;
        send(connection.sender().next(), connection.receiver().next(), flags, 0, null, 0, 0, 0);
    }

    private boolean send(
            int sequence,
            int acknowledgment,
            int flags,
            int window,
            @Nullable SendBuffer text,
            int offset,
            int length,
            int ecnBits) {
        return tcp.writer.send(
                path(),
                connection.localPort,
                connection.remotePort,
                sequence,
                acknowledgment,
                flags,
                window,
                text,
                offset,
                length,
                ttl,
                trafficClass | ecnBits);
    }
}
