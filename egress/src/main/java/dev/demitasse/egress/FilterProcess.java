package dev.demitasse.egress;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Security;
import java.time.Duration;

/**
 * The process that carries links of instances, one for each folder. It belongs to nobody: instances outlive whoever started
 * them, and so does their filter.
 */
public final class FilterProcess {
    /** Shorter than Names', which does the remembering. */
    private static final String CACHE_SECONDS = "1";

    private static final Duration IDLE = Duration.ofSeconds(10);

    private FilterProcess() {}

    /**
     * Serves in its working directory, unless another process does. The one argument tells it from the filters of other
     * folders, in lists of processes: its own user may be unable to name the folder.
     */
    public static void main(String[] arguments) throws IOException {
        Security.setProperty("networkaddress.cache.ttl", CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Path working = Path.of("");
        try (FileChannel channel =
                FileChannel.open(FilterFolder.lock(working), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return;
            }
            // Of one that was killed.
            Files.deleteIfExists(FilterFolder.socket(working));
            try (var server = new FilterServer(FilterFolder.socket(working), new HostResolver(), IDLE)) {
                server.serve();
            }
        }
    }

    /** Ends the process of a folder, which does not answer any more. */
    static void kill(Path folder) {
        String end = FilterProcess.class.getName() + " " + folder;
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(end))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
