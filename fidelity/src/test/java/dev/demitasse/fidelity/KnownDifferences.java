package dev.demitasse.fidelity;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The differences that {@code docs/compatibility.md} owns up to: the rows of the table under its heading {@value
 * #HEADING}. Immutable.
 *
 * @param reasons why each check differs
 */
record KnownDifferences(Map<String, String> reasons) {
    static final String HEADING = "## Differences from HotSpot";

    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+/[a-z0-9-]+)` \\| (.+) \\|");

    /**
     * Reads the document.
     *
     * @throws IllegalArgumentException when there is no such table, or a row is no row of it
     */
    static KnownDifferences parse(String document) {
        int heading = document.indexOf(HEADING + "\n");
        if (heading < 0) {
            throw new IllegalArgumentException("docs/compatibility.md has no heading \"" + HEADING + "\"");
        }
        var reasons = new TreeMap<String, String>();
        document.substring(heading + HEADING.length())
                .lines()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> addRow(line, reasons));
        return new KnownDifferences(reasons);
    }

    private static void addRow(String line, Map<String, String> reasons) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            throw new IllegalArgumentException("not \"| `area/check` | reason |\": " + line);
        }
        if (reasons.put(row.group(1), row.group(2)) != null) {
            throw new IllegalArgumentException(row.group(1) + " is listed twice");
        }
    }
}
