package dev.demitasse.cli;

import java.io.Console;
import java.util.Arrays;
import java.util.Optional;

/** The passphrase of a signing key: from the environment, else typed; never on a command line. Stateless. */
final class Passphrase {
    private static final String VARIABLE = "DEMITASSE_KEY_PASSPHRASE";

    private Passphrase() {}

    /** Of a key that is encrypted already. */
    static String known() {
        return fromEnvironment().orElseGet(() -> typed("Passphrase: "));
    }

    /** For a new key: typed twice. */
    static String chosen() {
        return fromEnvironment().orElseGet(() -> {
            String first = typed("Passphrase for the new key: ");
            if (!first.equals(typed("Once more: "))) {
                throw new CommandException("the two are not the same: no key was made");
            }
            if (first.isEmpty()) {
                throw new CommandException("an empty passphrase is none: no key was made");
            }
            return first;
        });
    }

    private static Optional<String> fromEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE)).filter(text -> !text.isEmpty());
    }

    private static String typed(String prompt) {
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new CommandException(
                        "the key's passphrase is needed: set " + VARIABLE + ", or type it on a terminal"));
        char[] typed = console.readPassword(prompt);
        if (typed == null) {
            throw new CommandException("no passphrase was typed");
        }
        String text = new String(typed);
        Arrays.fill(typed, ' ');
        return text;
    }
}
