package dev.demitasse.fidelity;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SequencedMap;

/** A run of areas, which ends the program. Stateless. */
final class Run {
    private Run() {}

    /**
     * Runs some of the areas there are, and prints {@code end}, a tab and how many checks they had.
     *
     * @param wanted the names of those to run; all without any
     */
    static void areas(SequencedMap<String, Area> areas, String... wanted) {
        List<String> names = wanted.length == 0 ? List.copyOf(areas.keySet()) : List.of(wanted);
        // Checks may replace System.out; their results go where it went at the start.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII);
        int count = 0;
        for (String name : names) {
            Area area = areas.get(name);
            if (area == null) {
                System.err.println("no area " + name + "; there are " + areas.keySet());
                System.exit(2);
                return;
            }
            var checks = new Checks(name, out);
            area.run(checks);
            count += checks.count();
        }
        out.print("end\t" + count + "\n");
        out.flush();
        System.exit(0);
    }
}
