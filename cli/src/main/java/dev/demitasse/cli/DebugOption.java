package dev.demitasse.cli;

import picocli.CommandLine.Option;

/** {@code --debug}: of what builds images, and of what runs them. */
final class DebugOption {
    @Option(
            names = "--debug",
            description =
                    "Write what gdb needs to know of the image to a file beside it (.debug); where it is run, have it wait for gdb.")
    private boolean debug;

    /** Whether it was given. */
    boolean isGiven() {
        return debug;
    }
}
