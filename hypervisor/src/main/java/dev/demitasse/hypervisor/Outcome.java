package dev.demitasse.hypervisor;

/** How an instance ended. */
public sealed interface Outcome {
    /** The application ended with this status, 0 to 255. */
    record Exited(int status) implements Outcome {}

    /** The guest's kernel gave up. */
    record Panicked(String message) implements Outcome {}

    /** The instance ended without a word: it was killed, or the hypervisor failed. */
    record Lost() implements Outcome {}
}
