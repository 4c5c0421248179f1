package dev.demitasse.fidelity;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the areas named by its arguments, all without any, and prints {@code end}, a tab and how many checks they had; or,
 * with {@code serve} or {@code fetch URI STORE}, speaks TLS with other programs.
 */
public final class Fidelity {
    private Fidelity() {}

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "serve" -> Peers.serve();
            case "fetch" -> Peers.fetch(arguments[1], arguments[2]);
            default -> check(arguments);
        }
    }

    private static void check(String[] arguments) {
        List<String> names = arguments.length == 0 ? List.copyOf(Areas.ALL.keySet()) : List.of(arguments);
        // Checks may replace System.out; their results go where it went at the start.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII);
        int count = 0;
        for (String name : names) {
            Area area = Areas.ALL.get(name);
            if (area == null) {
                System.err.println("no area " + name + "; there are " + Areas.ALL.keySet());
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
