package dev.demitasse.cli;

/** Lines for the user on standard error. Thread-safe. */
final class Messages {
    private Messages() {}

    /** Something worth knowing. */
    static void note(String text) {
        System.err.println((Terminal.showsColour() ? "\u001b[2mdemi: " + text + "\u001b[0m" : "demi: " + text));
    }

    /** Why a command failed. */
    static void error(String text) {
        System.err.println(Terminal.showsColour() ? "\u001b[31mdemi:\u001b[0m " + text : "demi: " + text);
    }
}
