package dev.demitasse.cli;

import picocli.CommandLine.Option;

/** The option {@code --output} of commands that a program would read. */
final class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "How to print the result: text or json (default: text).")
    private Format format = Format.text;

    /** The formats, named as the user writes them. */
    enum Format {
        /** Columns for people. */
        text,
        /** One JSON value for programs. */
        json
    }

    boolean isJson() {
        return format == Format.json;
    }
}
