package dev.demitasse.fidelity;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run of the checks printed. Immutable.
 *
 * @param values the value of each check, in the order in which they ran
 * @param end how many checks the program says it ran; empty when it did not come to its end
 * @param others lines that are no check's: warnings, traces, panics
 */
record Output(SequencedMap<String, String> values, OptionalInt end, List<String> others) {
    private static final Pattern CHECK = Pattern.compile("([a-z0-9-]+/[a-z0-9-]+)\t(.*)");
    private static final Pattern END = Pattern.compile("end\t(\\d+)");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when two checks have the same name
     */
    static Output parse(String text) {
        var values = new LinkedHashMap<String, String>();
        var others = new ArrayList<String>();
        OptionalInt end = OptionalInt.empty();
        for (String line : text.lines().map(String::stripTrailing).toList()) {
            Matcher check = CHECK.matcher(line);
            Matcher last = END.matcher(line);
            if (check.matches()) {
                if (values.put(check.group(1), check.group(2)) != null) {
                    throw new IllegalArgumentException("two checks are called " + check.group(1));
                }
            } else if (last.matches()) {
                end = OptionalInt.of(Integer.parseInt(last.group(1)));
            } else {
                others.add(line);
            }
        }
        return new Output(values, end, others);
    }

    /** Whether it ran to its end, and no line of it is missing. */
    boolean whole() {
        return end.isPresent() && end.getAsInt() == values.size();
    }
}
