package dev.demitasse.control.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process of this Linux has used.
 *
 * @param seconds of processor time since it started
 * @param resident bytes of memory
 */
public record ProcessUse(double seconds, long resident) {
    /** Linux counts time in hundredths of a second wherever it tells users (proc(5), {@code CLK_TCK}). */
    private static final double TICKS_PER_SECOND = 100;

    private static final int PAGE = 4096;

    /** Fields 14, 15 and 24 of {@code /proc/pid/stat} (proc(5)), counted behind the name. */
    public static ProcessUse of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new ProcessUse(
                    (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
                    Long.parseLong(fields[21]) * PAGE);
        } catch (IOException e) {
            // It has not begun, or has ended, or this is no Linux.
            return new ProcessUse(0, 0);
        }
    }
}
