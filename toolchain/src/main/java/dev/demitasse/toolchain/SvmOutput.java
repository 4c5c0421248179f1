package dev.demitasse.toolchain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads why SVM's builder failed from what it printed. The phrases are those of SVM's {@code UserError}, {@code
 * UnsupportedFeatureException}, {@code ConstraintException}s and of the JVM. Immutable.
 *
 * @param lines what it printed
 */
record SvmOutput(List<String> lines) {
    private static final int KILLED = 137;
    private static final int SHOWN_LINES = 14;
    private static final int SHOWN_FRAMES = 12;

    private static final Pattern MISSING =
            Pattern.compile("(?:Discovered unresolved (?:type|method|field) during parsing: |ClassNotFoundException: "
                    + "|NoClassDefFoundError: |TypeNotPresentException: Type )([\\w.$/]+)");

    private static final Pattern TOO_NEW = Pattern.compile("UnsupportedClassVersionError: ([\\w.$/]+)");

    private static final Pattern FRAME = Pattern.compile("^\\s*at (?:parsing |static root method |)(.+)$");

    /** One message for the user: what is wrong, how it is reached, what to do. */
    String explain(int status) {
        String all = String.join("\n", lines);
        if (all.contains("java.lang.OutOfMemoryError") || all.contains("GC overhead limit")) {
            return "the compiler ran out of memory; the machine needs 4 GB for it";
        }
        if (status == KILLED) {
            return "the compiler was killed, most likely because the machine has too little memory; it needs 4 GB";
        }
        if (all.contains("No space left on device")) {
            return "the disk is full; nothing was kept of this build";
        }
        return missingClass(all)
                .or(() -> tooNew(all))
                .or(this::userError)
                .or(this::fatalError)
                .orElse("the compiler failed with status " + status);
    }

    private Optional<String> missingClass(String all) {
        Matcher missing = MISSING.matcher(all);
        if (!missing.find()) {
            return Optional.empty();
        }
        String name = missing.group(1).replace('/', '.').replaceFirst("\\.$", "");
        return Optional.of(name + " is missing from the class path: add the library that has it with --classpath"
                + path(all.substring(missing.end())));
    }

    private static Optional<String> tooNew(String all) {
        Matcher name = TOO_NEW.matcher(all);
        return name.find()
                ? Optional.of(name.group(1).replace('/', '.')
                        + " is compiled for a later Java than the one that builds: compile it with --release 25")
                : Optional.empty();
    }

    /** The paragraph after {@code Error: }, with the path below it. */
    private Optional<String> userError() {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("Error: ")) {
                var text = new ArrayList<String>();
                text.add(lines.get(i).substring("Error: ".length()));
                lines.stream()
                        .skip(i + 1L)
                        .takeWhile(line -> !line.isBlank()
                                && !line.startsWith("----")
                                && !FRAME.matcher(line).find())
                        .limit(SHOWN_LINES)
                        .forEach(text::add);
                String rest = String.join("\n", lines.subList(i + 1, lines.size()));
                return Optional.of(String.join("\n", text) + path(rest));
            }
        }
        return Optional.empty();
    }

    /** What follows {@code "The build process encountered an unexpected error"}, without the names of exceptions. */
    private Optional<String> fatalError() {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("> ")) {
                String first = lines.get(i).substring(2).replaceFirst("^[\\w.$]+(?:Exception|Error)[\\w$]*: ", "");
                List<String> more = lines.stream()
                        .skip(i + 1L)
                        .takeWhile(line -> !line.isBlank())
                        .limit(SHOWN_LINES)
                        .map(line -> "\n" + line)
                        .toList();
                return Optional.of("the compiler failed: " + first + String.join("", more));
            }
        }
        return Optional.empty();
    }

    /** The stack by which something is reached, if SVM printed one: innermost frame first. */
    private static String path(String after) {
        List<String> frames = after.lines()
                .map(FRAME::matcher)
                .filter(Matcher::find)
                .map(frame -> frame.group(1).strip())
                .limit(SHOWN_FRAMES)
                .toList();
        return frames.isEmpty() ? "" : "\nIt is reached by\n  " + String.join("\n  called by ", frames);
    }
}
