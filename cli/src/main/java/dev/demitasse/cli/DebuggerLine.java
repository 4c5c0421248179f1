package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceFiles;
import dev.demitasse.toolchain.BootTarget;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The line for a shell that attaches gdb to an instance waiting for it. Immutable.
 *
 * @param words gdb and its arguments
 */
record DebuggerLine(List<String> words) {
    /** What no shell takes for anything else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    /** Where the sources of a project's languages are. */
    private static final List<String> SOURCE_FOLDERS = List.of("java", "kotlin", "scala", "clojure");

    /** Linux's Documentation/admin-guide/LSM/Yama.rst: above zero, only parents may attach, and root. */
    private static final Path ATTACHING = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    /**
     * The line for an instance.
     *
     * @param application what the user calls the application: sources are looked for there
     * @param debug what gdb needs to know of the image
     */
    static DebuggerLine of(String application, ReadyImage image, Path debug, Instance instance, Path directory)
            throws IOException {
        var words = new ArrayList<String>();
        boolean process = image.manifest().target().equals(BootTarget.PROCESS);
        if (process && !mayAttach()) {
            words.add("sudo");
        }
        words.addAll(List.of("gdb", "-q", debug.toString()));
        for (Path folder : sources(Path.of(application))) {
            words.addAll(List.of("-ex", "directory " + folder));
        }
        if (process) {
            // It has stopped by this signal, which is of no more interest.
            words.addAll(List.of("-ex", "handle SIGSTOP nostop noprint nopass"));
            words.addAll(List.of("-p", Long.toString(instance.pid().orElseThrow(DebuggerLine::ended))));
        } else {
            words.addAll(List.of("-ex", "target remote " + new InstanceFiles(directory).debuggerSocket()));
        }
        return new DebuggerLine(List.copyOf(words));
    }

    private static CommandException ended() {
        return new CommandException("the instance has ended before a debugger could attach");
    }

    private static boolean mayAttach() throws IOException {
        return !Files.isReadable(ATTACHING)
                || Files.readString(ATTACHING).strip().equals("0")
                || System.getProperty("user.name").equals("root");
    }

    private static List<Path> sources(Path application) {
        return SOURCE_FOLDERS.stream()
                .map(language -> application.toAbsolutePath().normalize().resolve("src/main/" + language))
                .filter(Files::isDirectory)
                .toList();
    }

    /** As a shell takes it. */
    @Override
    public String toString() {
        return words.stream()
                .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
