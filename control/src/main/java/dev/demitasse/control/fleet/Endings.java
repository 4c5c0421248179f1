package dev.demitasse.control.fleet;

import dev.demitasse.hypervisor.Outcome;

/** How instances end, for operators. Stateless. */
final class Endings {
    private Endings() {}

    static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited(int status) -> "the application ended with status " + status;
            case Outcome.Panicked(String message) -> "its kernel panicked: " + message;
            case Outcome.Killed killed -> killed.reason();
            case Outcome.Lost() -> "it ended without a word: it was killed, or crashed before it could speak";
        };
    }
}
