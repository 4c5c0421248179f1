package dev.demitasse.net.packetdrill;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A segment as a script has it, with sequence numbers that count from each side's SYN.
 *
 * @param flags the bits of the TCP header
 * @param acknowledgment {@code null} without ACK
 * @param window the field as it is on the wire; {@code null} when it does not matter
 * @param options {@code null} when they do not matter
 * @param ecn the two bits of the IP header; {@code null} when they do not matter
 */
record SegmentSpec(
        int flags,
        int start,
        int length,
        @Nullable Integer acknowledgment,
        @Nullable Integer window,
        @Nullable List<Option> options,
        @Nullable Integer ecn) {
    private static final String FLAG_LETTERS = "FSRP.UEW";

    /** A TCP option; padding is not one. Numbers in the order of the wire. */
    record Option(Kind kind, List<Integer> numbers) {}

    /** Its kind on the wire. */
    enum Kind {
        MSS(2),
        WSCALE(3),
        SACK_OK(4),
        SACK(5),
        TS(8);

        final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /** The bits for letters such as {@code S.} and {@code P.}. */
    static int flags(String letters) {
        int flags = 0;
        for (char letter : letters.toCharArray()) {
            int bit = FLAG_LETTERS.indexOf(letter);
            if (bit < 0) {
                throw new IllegalArgumentException("no flag " + letter + " among " + FLAG_LETTERS);
            }
            flags |= 1 << bit;
        }
        return flags;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** What of an outgoing segment contradicts this; empty when nothing does. */
    String contradiction(SegmentSpec seen) {
        StringBuilder found = new StringBuilder();
        if (seen.flags != flags) {
            found.append(" flags");
        }
        if (seen.start != start || seen.length != length) {
            found.append(" sequence");
        }
        if (acknowledgment != null && !acknowledgment.equals(seen.acknowledgment)) {
            found.append(" ack");
        }
        if (window != null && !window.equals(seen.window)) {
            found.append(" win");
        }
        if (options != null && !byKind(options).equals(byKind(seen.options == null ? List.of() : seen.options))) {
            found.append(" options");
        }
        if (ecn != null && !ecn.equals(seen.ecn)) {
            found.append(" ecn");
        }
        return found.toString();
    }

    private static TreeMap<Kind, List<Integer>> byKind(List<Option> options) {
        TreeMap<Kind, List<Integer>> map = new TreeMap<>();
        for (Option option : options) {
            map.put(option.kind, option.numbers);
        }
        return map;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (ecn != null && ecn != 0) {
            text.append('[')
                    .append(List.of("noecn", "ect1", "ect0", "ce").get(ecn))
                    .append("] ");
        }
        for (int bit : new int[] {1, 0, 2, 3, 6, 7, 5, 4}) {
            if ((flags >>> bit & 1) != 0) {
                text.append(FLAG_LETTERS.charAt(bit));
            }
        }
        text.append(' ').append(Integer.toUnsignedString(start)).append(':');
        text.append(Integer.toUnsignedString(start + length))
                .append('(')
                .append(length)
                .append(')');
        if (acknowledgment != null) {
            text.append(" ack ").append(Integer.toUnsignedString(acknowledgment));
        }
        if (window != null) {
            text.append(" win ").append(window);
        }
        if (options != null && !options.isEmpty()) {
            text.append(" <");
            for (Option option : options) {
                text.append(option.kind).append(option.numbers).append(' ');
            }
            text.setLength(text.length() - 1);
            text.append('>');
        }
        return text.toString();
    }
}
