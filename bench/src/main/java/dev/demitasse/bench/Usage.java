package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes use, from {@code /proc}.
 *
 * @param residentKib resident memory ({@code VmRSS} of proc_pid_status(5))
 * @param peakKib the most it has been ({@code VmHWM})
 * @param ownKib resident memory that no other process has, and the page tables ({@code Private_Clean} and {@code
 *     Private_Dirty} of smaps_rollup, {@code VmPTE}): what would be free without it
 * @param cpuNanos what all their threads have run (Documentation/scheduler/sched-stats.rst)
 */
record Usage(long residentKib, long peakKib, long ownKib, long cpuNanos) {
    /** The sum over processes. */
    static Usage of(List<ProcessHandle> processes) throws IOException {
        var sum = new Usage(0, 0, 0, 0);
        for (ProcessHandle process : processes) {
            sum = sum.plus(of(process.pid()));
        }
        return sum;
    }

    private Usage plus(Usage other) {
        return new Usage(
                residentKib + other.residentKib,
                peakKib + other.peakKib,
                ownKib + other.ownKib,
                cpuNanos + other.cpuNanos);
    }

    private static Usage of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        long cpu = 0;
        try (var threads = Files.list(folder.resolve("task"))) {
            for (Path thread : threads.toList()) {
                cpu += cpu(thread);
            }
        }
        List<String> status = Files.readAllLines(folder.resolve("status"));
        List<String> memory = Files.readAllLines(folder.resolve("smaps_rollup"));
        long own = kib(memory, "Private_Clean:") + kib(memory, "Private_Dirty:") + kib(status, "VmPTE:");
        return new Usage(kib(status, "VmRSS:"), kib(status, "VmHWM:"), own, cpu);
    }

    private static long cpu(Path thread) throws IOException {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        } catch (NoSuchFileException e) {
            // It has ended since it was listed.
            return 0;
        }
    }

    private static long kib(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
