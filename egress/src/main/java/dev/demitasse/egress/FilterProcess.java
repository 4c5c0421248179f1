package dev.demitasse.egress;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
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

    /** Serves in the folder that is the one argument, unless another process does. */
    public static void main(String[] arguments) throws IOException {
        Security.setProperty("networkaddress.cache.ttl", CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Path folder = Path.of(arguments[0]);
        try (FileChannel channel =
                FileChannel.open(lock(folder), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return;
            }
            // Of one that was killed.
            Files.deleteIfExists(socket(folder));
            try (var server = new FilterServer(socket(folder), new HostResolver(), IDLE)) {
                server.serve();
            }
        }
    }

    /** Where it listens. */
    static Path socket(Path folder) {
        return folder.resolve("egress.sock");
    }

    static UnixDomainSocketAddress address(Path folder) {
        return UnixDomainSocketAddress.of(socket(folder));
    }

    static Path lock(Path folder) {
        return folder.resolve("egress.lock");
    }

    /** What it complains of. */
    static Path log(Path folder) {
        return folder.resolve("egress.log");
    }
}
