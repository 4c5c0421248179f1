package dev.demitasse.fidelity;

/** Checks of one part of the JDK's API. */
@FunctionalInterface
public interface Area {
    /** Runs all of them, in an order that never changes. */
    void run(Checks checks);
}
