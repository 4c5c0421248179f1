package dev.demitasse.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the guest gets: memory and environment. */
final class GuestOptions {
    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = "The guest's memory, such as 32M (default: what the image asks for, or 64M).")
    private Optional<Memory> memory = Optional.empty();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "K=V",
            description = "Set an environment variable; K alone takes this shell's value.")
    private List<String> assignments = List.of();

    /** Bytes of memory, if not what the image asks for. */
    Optional<Long> memory() {
        return memory.map(Memory::bytes);
    }

    /** The environment variables set, in order. */
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
