package dev.demitasse.net.wire;

import dev.demitasse.machine.PacketBuffer;

/**
 * Walks the extension headers between the IPv6 header and what it carries (RFC 8200 section 4), as a destination does.
 * One object, filled anew for each packet.
 */
public final class Ipv6Extensions {
    /** More of them than any honest packet has (RFC 8504 section 5.3 allows a host to draw a line). */
    private static final int MAX_HEADERS = 8;

    private static final int MAX_OPTIONS = 32;
    private static final int PAD_1 = 0;
    private static final int PAD_N = 1;
    private static final int ROUTER_ALERT = 5;

    /** How a walk ended. */
    public enum Result {
        /** At the upper protocol's header. */
        UPPER,
        /** At a fragment header. */
        FRAGMENT,
        /** At something for which the packet is dropped in silence. */
        DROP,
        /** At something of which the sender is told, unless it sent to a group. */
        PROBLEM,
        /** At something of which the sender is told, even though it sent to a group. */
        PROBLEM_FOR_GROUPS
    }

    private int protocol;
    private int offset;
    private int problem;
    private int pointer;

    /** Nothing walked yet. */
    public Ipv6Extensions() {}

    /** What {@link #offset()} holds: a protocol, or after a fragment header what the whole begins with. */
    public int protocol() {
        return protocol;
    }

    /** Where the walk ended: at the upper protocol's header or at the fragment header. */
    public int offset() {
        return offset;
    }

    /** The code of the parameter problem (RFC 4443 section 3.4). */
    public int problem() {
        return problem;
    }

    /** Where the problem is, or the field that says which upper protocol follows, from the packet's first byte. */
    public int pointer() {
        return pointer;
    }

    /**
     * Walks.
     *
     * @param first what the bytes at {@code from} are
     * @param header where the field is that says so, for the report of a problem
     * @param start whether {@code from} is right behind the IPv6 header, where alone hop-by-hop options may stand
     */
    public Result walk(PacketBuffer packet, int from, int first, int header, boolean start) {
        int next = first;
        int at = from;
        int field = header;
        for (int count = 0; count <= MAX_HEADERS; count++) {
            protocol = next;
            offset = at;
            boolean hopByHop = next == Ipv6Header.HOP_BY_HOP;
            if (next == Ipv6Header.FRAGMENT) {
                return at + Ipv6Header.FRAGMENT_LENGTH <= packet.length() ? Result.FRAGMENT : Result.DROP;
            }
            if (!hopByHop && next != Ipv6Header.DESTINATION_OPTIONS && next != Ipv6Header.ROUTING) {
                pointer = field;
                return Result.UPPER;
            }
            if (hopByHop && (at != from || !start)) {
                return problem(Icmpv6Header.UNRECOGNIZED_NEXT_HEADER, field);
            }
            if (at + 8 > packet.length()) {
                return Result.DROP;
            }
            int end = at + 8 + packet.getUnsignedByte(at + 1) * 8;
            if (end > packet.length()) {
                return Result.DROP;
            }
            Result found = next == Ipv6Header.ROUTING ? routing(packet, at) : options(packet, at + 2, end);
            if (found != Result.UPPER) {
                return found;
            }
            field = at;
            next = packet.getUnsignedByte(at);
            at = end;
        }
        return Result.DROP;
    }

    /** Section 4.4: of a type we do not know, with hops still to go. Type 0 is one of them now (RFC 5095). */
    private Result routing(PacketBuffer packet, int at) {
        boolean segmentsLeft = packet.getUnsignedByte(at + 3) != 0;
        return segmentsLeft ? problem(Icmpv6Header.ERRONEOUS_FIELD, at + 2) : Result.UPPER;
    }

    private Result options(PacketBuffer packet, int from, int end) {
        int count = 0;
        for (int at = from; at < end; ) {
            int type = packet.getUnsignedByte(at);
            if (type == PAD_1) {
                at++;
                continue;
            }
            if (at + 2 > end || at + 2 + packet.getUnsignedByte(at + 1) > end || ++count > MAX_OPTIONS) {
                return Result.DROP;
            }
            if (type != PAD_N && type != ROUTER_ALERT) {
                switch (type >>> 6) { // section 4.2: what its sender wants done with an option nobody knows
                    case 0 -> {
                        // skip
                    }
                    case 1 -> {
                        return Result.DROP;
                    }
                    case 2 -> {
                        problem(Icmpv6Header.UNRECOGNIZED_OPTION, at);
                        return Result.PROBLEM_FOR_GROUPS;
                    }
                    default -> {
                        return problem(Icmpv6Header.UNRECOGNIZED_OPTION, at);
                    }
                }
            }
            at += 2 + packet.getUnsignedByte(at + 1);
        }
        return Result.UPPER;
    }

    private Result problem(int code, int at) {
        problem = code;
        pointer = at;
        return Result.PROBLEM;
    }
}
