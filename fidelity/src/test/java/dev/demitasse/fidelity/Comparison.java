package dev.demitasse.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds one run of the checks against another. Stateless. */
final class Comparison {
    private static final int SHOWN_LINES = 20;

    private Comparison() {}

    /**
     * All that is wrong; nothing when the two agree but for what is listed.
     *
     * @param expected of HotSpot, a whole run
     * @param actual of an image
     * @param listed checks that are known to differ
     * @throws IllegalArgumentException when HotSpot's own run is not whole
     */
    static List<Finding> findings(Output expected, Output actual, Set<String> listed) {
        if (!expected.whole()) {
            throw new IllegalArgumentException("HotSpot did not run all checks: " + expected.others());
        }
        var findings = new ArrayList<Finding>();
        for (Map.Entry<String, String> entry : expected.values().entrySet()) {
            String check = entry.getKey();
            String value = actual.values().get(check);
            if (value == null) {
                if (actual.end().isEmpty()) {
                    findings.add(new Finding.Crashed(check, tail(actual.others())));
                    break;
                }
                findings.add(new Finding.Missing(check));
            } else if (value.equals(entry.getValue())) {
                if (listed.contains(check)) {
                    findings.add(new Finding.ListedButEqual(check));
                }
            } else if (!listed.contains(check)) {
                findings.add(new Finding.Different(check, entry.getValue(), value));
            }
        }
        actual.values().keySet().stream()
                .filter(check -> !expected.values().containsKey(check))
                .map(Finding.Unexpected::new)
                .forEach(findings::add);
        listedAndUnknown(expected, listed).map(Finding.ListedButUnknown::new).forEach(findings::add);
        return findings;
    }

    /** Of the areas that ran. */
    private static java.util.stream.Stream<String> listedAndUnknown(Output expected, Set<String> listed) {
        Set<String> areas =
                expected.values().keySet().stream().map(Comparison::area).collect(Collectors.toSet());
        return listed.stream()
                .filter(check -> areas.contains(area(check)))
                .filter(check -> !expected.values().containsKey(check))
                .sorted();
    }

    private static String area(String check) {
        return check.substring(0, check.indexOf('/'));
    }

    private static List<String> tail(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    }
}
