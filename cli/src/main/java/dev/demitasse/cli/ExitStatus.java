package dev.demitasse.cli;

/** What {@code demi} exits with, besides an application's own status. */
final class ExitStatus {
    /** All went well. */
    static final int OK = 0;

    /** Something failed; a line on standard error says what. */
    static final int FAILURE = 1;

    /** The command line makes no sense. */
    static final int USAGE = 2;

    private ExitStatus() {}
}
