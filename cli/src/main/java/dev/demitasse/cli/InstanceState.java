package dev.demitasse.cli;

import dev.demitasse.hypervisor.ControlEvent;
import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Outcome;

/** What an instance is doing, as the user sees it. */
sealed interface InstanceState {
    /** It boots, and {@code main} has not begun. */
    record Starting() implements InstanceState {}

    /** The application runs. */
    record Running() implements InstanceState {}

    /** It is over. */
    record Ended(Outcome outcome) implements InstanceState {}

    /** The state of an instance now. */
    static InstanceState of(Instance instance) {
        if (!instance.isAlive()) {
            return new Ended(instance.outcome());
        }
        return instance.events().contains(new ControlEvent.Main()) ? new Running() : new Starting();
    }

    /** A word or two for a column. */
    default String text() {
        return switch (this) {
            case Starting() -> "starting";
            case Running() -> "running";
            case Ended(Outcome.Exited(int status)) -> "exited (" + status + ")";
            case Ended(Outcome.Panicked _) -> "panicked";
            case Ended(Outcome.Killed(int signal)) -> "killed (" + signal + ")";
            case Ended(Outcome.Lost()) -> "lost";
        };
    }

    /** The status {@code demi run} exits with for an instance that ended so. */
    static int exitStatus(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited(int status) -> status;
            // As a shell reports a process that aborted or was killed: 128 and the signal's number.
            case Outcome.Panicked _ -> 128 + 6;
            case Outcome.Killed(int signal) -> 128 + signal;
            case Outcome.Lost() -> 128 + 9;
        };
    }
}
