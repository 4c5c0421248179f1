package dev.demitasse.hypervisor;

import java.util.List;

/** How an instance ended. */
public sealed interface Outcome {
    /** The application ended with this status, 0 to 255. */
    record Exited(int status) implements Outcome {}

    /** The guest's kernel gave up. */
    record Panicked(String message) implements Outcome {}

    /** The instance ended without a word: it was killed, or the hypervisor failed. */
    record Lost() implements Outcome {}

    /** A signal of the host's kernel has ended it; {@code signal} is Linux's number. */
    record Killed(int signal) implements Outcome {
        private static final int SIGKILL = 9;
        private static final int SIGSYS = 31;

        /** What the signal stands for. */
        public String reason() {
            return switch (signal) {
                case SIGKILL -> "it was killed";
                case SIGSYS -> "killed by seccomp: it tried a system call that its sandbox does not allow";
                default -> "killed by signal " + signal;
            };
        }
    }

    /** What the last word of an instance that has ended says. */
    static Outcome of(List<ControlEvent> events) {
        Outcome outcome = new Lost();
        for (ControlEvent event : events) {
            switch (event) {
                case ControlEvent.Exit(int status) -> outcome = new Exited(status);
                case ControlEvent.Panic(String message) -> outcome = new Panicked(message);
                case ControlEvent.Killed(int signal) -> outcome = new Killed(signal);
                case ControlEvent.Boot _, ControlEvent.Main _, ControlEvent.Network _, ControlEvent.Listening _ -> {}
            }
        }
        return outcome;
    }
}
