package dev.demitasse.control.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a log that grows into lines: what has no end yet waits for it, so that no line, and no letter of several bytes, comes in
 * two parts. Confined to one thread.
 */
final class LogLines {
    /** A line without an end comes in pieces of this many bytes. */
    private static final int LONGEST = 64 << 10;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    /** Takes the next bytes; returns the lines that end in them, without their ends. */
    List<String> add(byte[] bytes, int count) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                lines.add(take());
            } else {
                begun.write(bytes[i]);
                if (begun.size() == LONGEST) {
                    lines.add(take());
                }
            }
        }
        return lines;
    }

    /** The line that nothing more comes to, if one has begun. */
    List<String> rest() {
        return begun.size() == 0 ? List.of() : List.of(take());
    }

    private String take() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
