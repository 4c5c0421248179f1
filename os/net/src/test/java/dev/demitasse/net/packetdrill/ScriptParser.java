package dev.demitasse.net.packetdrill;

import dev.demitasse.net.packetdrill.Event.Time;
import dev.demitasse.net.packetdrill.SegmentSpec.Kind;
import dev.demitasse.net.packetdrill.SegmentSpec.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads packetdrill's language, one event a line:
 *
 * <pre>
 * --name=value                              an option of the interpreter, before the first event
 * 0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3        a call and its answer, at a time from the start
 * +.1...0.2 connect(3, ..., ...) = 0        one that blocks, from when to when, both after the event before
 * +0 read(3, ..., 10) = -1 EAGAIN           one that fails
 * +0 &lt; S 0:0(0) win 1000 &lt;mss 1460,sackOK&gt;   a segment from the peer, so long after the event before
 * +.2~.3 &gt; S. 0:0(0) ack 1 &lt;...&gt;            one expected within a range of times, with any options
 * *  &gt; [ect0] P. 1:11(10) ack 1             one at any time, with these bits of ECN
 * +0 &lt; icmp unreachable frag_needed mtu 1200 [1:1461(1460)]
 * </pre>
 *
 * Comments are {@code //} and {@code /* *}{@code /}.
 */
final class ScriptParser {
    private static final String NUMBER = "(\\d+(?:\\.\\d+)?|\\.\\d+)";
    private static final Pattern LINE =
            Pattern.compile("(?:\\*|(\\+?)" + NUMBER + "(?:(~|\\.\\.\\.)\\+?" + NUMBER + ")?)\\s*(.*)");
    private static final Pattern CALL =
            Pattern.compile("(\\w+)\\((.*)\\)\\s*=\\s*(\\?|-?\\d+)(?:\\s+(E\\w+))?(?:\\s*\\(.*\\))?\\s*");
    private static final Pattern SEGMENT =
            Pattern.compile("(?:\\[(\\w+)\\]\\s*)?([FSRPUEW.]+)\\s+(\\d+):(\\d+)\\((\\d+)\\)"
                    + "(?:\\s+ack\\s+(\\d+))?(?:\\s+win\\s+(\\d+))?(?:\\s*<(.*)>)?\\s*");
    private static final Pattern ICMP =
            Pattern.compile("icmp\\s+unreachable\\s+(\\w+)(?:\\s+mtu\\s+(\\d+))?\\s*\\[(\\d+):\\d+\\(\\d+\\)\\]\\s*");
    private static final List<String> ECN = List.of("noecn", "ect1", "ect0", "ce");

    /** A script. */
    record Script(Map<String, String> options, List<Event> events) {}

    private final Map<String, String> options = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();

    private ScriptParser() {}

    /** Reads a script; an error names file and line. */
    static Script parse(String file, String text) {
        ScriptParser parser = new ScriptParser();
        String[] lines = withoutComments(text).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            try {
                parser.line(i + 1, lines[i].strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new Script(parser.options, parser.events);
    }

    private static String withoutComments(String text) {
        Matcher block = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(text);
        String kept = block.replaceAll(m ->
                "\n".repeat((int) m.group().chars().filter(c -> c == '\n').count()));
        return kept.replaceAll("//[^\n]*", "");
    }

    private void line(int number, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (text.startsWith("--")) {
            String[] option = text.substring(2).split("=", 2);
            options.put(option[0], option.length > 1 ? option[1] : "");
            return;
        }
        Matcher matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no time at the start of: " + text);
        }
        events.add(event(number, time(matcher), "...".equals(matcher.group(3)), matcher.group(5)));
    }

    private static Time time(Matcher matcher) {
        if (matcher.group(2) == null) {
            return new Time(true, true, 0, 0);
        }
        long from = nanos(matcher.group(2));
        long to = matcher.group(4) == null ? from : nanos(matcher.group(4));
        return new Time("+".equals(matcher.group(1)), false, from, to);
    }

    private static long nanos(String seconds) {
        return Math.round(Double.parseDouble(seconds) * 1e9);
    }

    private static Event event(int line, Time time, boolean blocking, String text) {
        String rest = text.substring(1).strip();
        return switch (text.charAt(0)) {
            case '>' -> new Event.Outbound(line, time, segment(rest));
            case '<' -> rest.startsWith("icmp") ? icmp(line, time, rest) : new Event.Inbound(line, time, segment(rest));
            default -> call(line, time, blocking, text);
        };
    }

    private static Event call(int line, Time time, boolean blocking, String text) {
        Matcher matcher = CALL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("neither a segment nor a call with its result: " + text);
        }
        List<String> arguments = new ArrayList<>();
        for (String argument : matcher.group(2).split(",(?![^\\[{]*[\\]}])")) {
            arguments.add(argument.strip());
        }
        Integer result = matcher.group(3).equals("?") ? null : Integer.valueOf(matcher.group(3));
        String error = matcher.group(4) == null ? "" : matcher.group(4);
        return new Event.Call(line, time, blocking, matcher.group(1), arguments, result, error);
    }

    private static Event icmp(int line, Time time, String text) {
        Matcher matcher = ICMP.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an ICMP error: " + text);
        }
        int code = switch (matcher.group(1)) {
            case "net_unreachable" -> 0;
            case "host_unreachable" -> 1;
            case "proto_unreachable" -> 2;
            case "port_unreachable" -> 3;
            case "frag_needed" -> 4;
            default -> throw new IllegalArgumentException("unknown ICMP code " + matcher.group(1));
        };
        int mtu = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new Event.IcmpInbound(line, time, code, mtu, Integer.parseUnsignedInt(matcher.group(3)));
    }

    private static SegmentSpec segment(String text) {
        Matcher matcher = SEGMENT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a segment: " + text);
        }
        int start = Integer.parseUnsignedInt(matcher.group(3));
        int end = Integer.parseUnsignedInt(matcher.group(4));
        int length = Integer.parseInt(matcher.group(5));
        if (end - start != length) {
            throw new IllegalArgumentException(start + ":" + end + " are not " + length + " bytes");
        }
        return new SegmentSpec(
                SegmentSpec.flags(matcher.group(2)),
                start,
                length,
                number(matcher.group(6)),
                number(matcher.group(7)),
                options(matcher.group(8)),
                matcher.group(1) == null ? null : ecn(matcher.group(1)));
    }

    private static int ecn(String name) {
        int bits = ECN.indexOf(name);
        if (bits < 0) {
            throw new IllegalArgumentException(name + " is none of " + ECN);
        }
        return bits;
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text == null ? null : Integer.valueOf(Integer.parseUnsignedInt(text));
    }

    private static @Nullable List<Option> options(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        if (text.strip().equals("...")) {
            return null;
        }
        List<Option> options = new ArrayList<>();
        for (String one : text.split(",")) {
            String[] words = one.strip().split("[ :]+");
            switch (words[0]) {
                case "nop", "eol" -> {
                    // padding
                }
                case "mss" -> options.add(new Option(Kind.MSS, numbers(words, 1)));
                case "wscale" -> options.add(new Option(Kind.WSCALE, numbers(words, 1)));
                case "sackOK" -> options.add(new Option(Kind.SACK_OK, List.of()));
                case "sack" -> options.add(new Option(Kind.SACK, numbers(words, 1)));
                case "TS" ->
                    options.add(new Option(
                            Kind.TS, List.of(Integer.parseUnsignedInt(words[2]), Integer.parseUnsignedInt(words[4]))));
                default -> throw new IllegalArgumentException("unknown option " + one);
            }
        }
        return options;
    }

    private static List<Integer> numbers(String[] words, int from) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = from; i < words.length; i++) {
            numbers.add(Integer.parseUnsignedInt(words[i]));
        }
        return numbers;
    }
}
