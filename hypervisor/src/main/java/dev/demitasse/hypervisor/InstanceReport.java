package dev.demitasse.hypervisor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a guest tells of its network when it is asked. Lines come from the guest and are not trusted: what cannot be understood
 * is left out, and what is left are words of letters, digits and what stands in addresses. Immutable.
 *
 * @param interfaces its interfaces
 * @param connections its TCP connections, listeners not among them
 * @param counters what it has counted, by the names of RFC 4293, 4022 and 4113; those that are 0 are left out
 */
public record InstanceReport(List<Interface> interfaces, List<Connection> connections, Map<String, Long> counters) {
    private static final String PREFIX = "demi report ";
    private static final Pattern WORD = Pattern.compile("[\\w.:%/\\[\\]-]{1,80}");

    /**
     * An interface.
     *
     * @param name {@code lo}, {@code eth0}, …
     * @param up whether packets can flow
     * @param mtu the longest packet in bytes
     * @param addresses its addresses with their prefixes
     */
    public record Interface(String name, boolean up, long mtu, List<String> addresses) {}

    /**
     * A connection.
     *
     * @param local the guest's address and port
     * @param remote the other side's
     * @param state by its name in RFC 9293
     * @param roundTripMicros smoothed, in microseconds; 0 when it was not measured yet
     * @param congestionWindow bytes
     * @param inFlight bytes that are thought to be in the network
     * @param retransmissions segments sent again so far
     * @param segmentSize most text in a segment
     * @param toSend bytes written and not yet acknowledged
     * @param toRead bytes received and not yet read
     */
    public record Connection(
            String local,
            String remote,
            String state,
            long roundTripMicros,
            long congestionWindow,
            long inFlight,
            long retransmissions,
            long segmentSize,
            long toSend,
            long toRead) {}

    /** Copies the collections, keeping their order. */
    public InstanceReport {
        interfaces = List.copyOf(interfaces);
        connections = List.copyOf(connections);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }

    /** Whether a line is the last of a report. */
    static boolean isEnd(String line) {
        return line.equals(PREFIX + "end");
    }

    /** Reads the lines of the control channel; others are passed over. */
    static InstanceReport parse(Stream<String> lines) {
        var interfaces = new ArrayList<Interface>();
        var connections = new ArrayList<Connection>();
        var counters = new LinkedHashMap<String, Long>();
        lines.filter(line -> line.startsWith(PREFIX)).forEach(line -> {
            List<String> words = List.of(line.substring(PREFIX.length()).split(" ", -1));
            if (!words.stream().allMatch(word -> WORD.matcher(word).matches())) {
                return;
            }
            switch (words.getFirst()) {
                case "interface" -> readInterface(words).ifPresent(interfaces::add);
                case "connection" -> readConnection(words).ifPresent(connections::add);
                case "counter" -> {
                    if (words.size() == 3 && isNumber(words.get(2))) {
                        counters.put(words.get(1), Long.parseLong(words.get(2)));
                    }
                }
                default -> {
                    // Of a later version.
                }
            }
        });
        return new InstanceReport(interfaces, connections, counters);
    }

    private static Optional<Interface> readInterface(List<String> words) {
        return words.size() >= 4 && isNumber(words.get(3))
                ? Optional.of(new Interface(
                        words.get(1),
                        words.get(2).equals("up"),
                        Long.parseLong(words.get(3)),
                        words.subList(4, words.size())))
                : Optional.empty();
    }

    private static Optional<Connection> readConnection(List<String> words) {
        if (words.size() != 11 || !words.subList(4, 11).stream().allMatch(InstanceReport::isNumber)) {
            return Optional.empty();
        }
        long[] numbers =
                words.subList(4, 11).stream().mapToLong(Long::parseLong).toArray();
        return Optional.of(new Connection(
                words.get(1),
                words.get(2),
                words.get(3),
                numbers[0] / 1000,
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6]));
    }

    private static boolean isNumber(String word) {
        return word.matches("\\d{1,18}");
    }
}
