package dev.demitasse.cli;

/**
 * Whether people read along. The JVM cannot tell for each stream, so the script {@code demi} says it in the system
 * property {@value #PROPERTY}: the numbers of the descriptors that are terminals.
 */
final class Terminal {
    /** Holds {@code 1} when standard output is a terminal, {@code 2} when standard error is. */
    static final String PROPERTY = "demitasse.terminal";

    private Terminal() {}

    /** Whether standard error is a terminal, where progress belongs. */
    static boolean showsProgress() {
        return System.getProperty(PROPERTY, "").contains("2");
    }

    /** Whether colour is welcome on standard error: on a terminal, unless NO_COLOR is set (no-color.org). */
    static boolean showsColour() {
        String noColour = System.getenv("NO_COLOR");
        return showsProgress() && (noColour == null || noColour.isEmpty());
    }
}
