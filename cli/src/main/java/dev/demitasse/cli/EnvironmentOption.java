package dev.demitasse.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that sets the guest's environment. */
final class EnvironmentOption {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "K=V",
            description = "Set an environment variable; K alone takes this shell's value.")
    private List<String> assignments = List.of();

    /** The variables so set, in order. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals == 0 || assignment.isEmpty()) {
                throw new CommandException("-e " + assignment + " names no variable", ExitStatus.USAGE);
            }
            if (equals > 0) {
                variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
            } else {
                String value = System.getenv(assignment);
                if (value != null) {
                    variables.put(assignment, value);
                }
            }
        }
        return variables;
    }
}
