package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the measurements were made on, for the report. Stateless. */
final class Machine {
    private Machine() {}

    /** Lines of Markdown. */
    static List<String> describe() throws IOException, InterruptedException {
        String model = first(Path.of("/proc/cpuinfo"), "model name");
        String memory = first(Path.of("/proc/meminfo"), "MemTotal");
        boolean kvm = Files.exists(Path.of("/dev/kvm"));
        return List.of(
                "- processor: " + Runtime.getRuntime().availableProcessors() + " × " + model,
                "- memory: " + Long.parseLong(memory.replaceAll("\\D", "")) / 1024 + " MiB",
                "- system: " + System.getProperty("os.name") + " " + System.getProperty("os.version")
                        + (kvm ? "" : ", without KVM: virtual machines are emulated (TCG)"),
                "- JDK: " + System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
                "- "
                        + Tool.run("qemu-system-x86_64", "--version")
                                .lines()
                                .findFirst()
                                .orElse("QEMU"),
                "- " + Tool.run("runc", "--version").lines().findFirst().orElse("runc"));
    }

    private static String first(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
