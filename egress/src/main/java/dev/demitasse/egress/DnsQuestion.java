package dev.demitasse.egress;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A question to the name server (RFC 1035, section 4), and its answers. Immutable.
 *
 * @param id what tells questions apart
 * @param flags the question's second word
 * @param name what is asked about, in small letters, without the last dot
 * @param type what is asked; 1 is for IPv4 addresses
 * @param text the question section as it was sent, which answers repeat
 */
record DnsQuestion(short id, int flags, String name, int type, byte[] text) {
    static final int ADDRESS = 1;

    /** Response codes: done, no such name, and refused for reasons of policy. */
    static final int DONE = 0;

    static final int UNKNOWN = 3;

    static final int REFUSED = 5;

    private static final int HEADER = 12;
    private static final int INTERNET = 1;
    private static final int MOST_NAME = 253;
    private static final int RECORD = 16;

    /** RFC 1035, section 4.2.1. */
    private static final int MOST_LENGTH = 512;

    /** Reads one; empty for what is no single question. */
    static Optional<DnsQuestion> parse(ByteBuffer message) {
        int end = message.limit();
        // A query of the standard kind, with one question and no more than additional records.
        if (end < HEADER || (message.getShort(2) & 0xf800) != 0 || message.getShort(4) != 1) {
            return Optional.empty();
        }
        var name = new StringBuilder();
        int at = HEADER;
        while (true) {
            if (at >= end) {
                return Optional.empty();
            }
            int length = message.get(at++) & 0xff;
            if (length == 0) {
                break;
            }
            // Above 63 it is a pointer, for which there is nothing to point at.
            if (length > 63 || at + length > end || name.length() + length > MOST_NAME) {
                return Optional.empty();
            }
            byte[] label = new byte[length];
            message.get(at, label);
            String shown = new String(label, StandardCharsets.ISO_8859_1);
            if (!shown.matches("[A-Za-z0-9_-]+")) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".").append(shown.toLowerCase(Locale.ROOT));
            at += length;
        }
        if (at + 4 > end || message.getShort(at + 2) != INTERNET) {
            return Optional.empty();
        }
        byte[] text = new byte[at + 4 - HEADER];
        message.get(HEADER, text);
        return Optional.of(new DnsQuestion(
                message.getShort(0),
                message.getShort(2) & 0xffff,
                name.toString(),
                message.getShort(at) & 0xffff,
                text));
    }

    /** The answer, with as many of the addresses as a datagram holds. */
    byte[] answer(int code, List<Integer> addresses, int seconds) {
        int count = Math.min(addresses.size(), (MOST_LENGTH - HEADER - text.length) / RECORD);
        ByteBuffer out = ByteBuffer.allocate(HEADER + text.length + count * RECORD);
        // A response; recursion is available, and desired if it was; what else the question said does not come back.
        out.putShort(id).putShort((short) (0x8080 | flags & 0x0100 | code));
        out.putShort((short) 1).putShort((short) count).putInt(0).put(text);
        for (int address : addresses.subList(0, count)) {
            // The name is the one right behind the header.
            out.putShort((short) (0xc000 | HEADER)).putShort((short) ADDRESS).putShort((short) INTERNET);
            out.putInt(seconds).putShort((short) 4).putInt(address);
        }
        return out.array();
    }
}
