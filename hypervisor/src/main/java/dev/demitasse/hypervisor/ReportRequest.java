package dev.demitasse.hypervisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** A report that an instance was asked for, which appears at the end of its control channel's log. Confined to one thread. */
final class ReportRequest {
    private static final int POLL_MILLIS = 5;

    /** A guest with so much to tell has more connections than memory. */
    private static final int MOST = 16 << 20;

    private final InstanceFiles files;
    private final long begin;

    private ReportRequest(InstanceFiles files, long begin) {
        this.files = files;
        this.begin = begin;
    }

    /** One that is asked for next. */
    static ReportRequest of(InstanceFiles files) {
        try {
            return new ReportRequest(files, Files.size(files.controlLog()));
        } catch (IOException e) {
            throw new HypervisorException("the instance in " + files.directory() + " has no control channel", e);
        }
    }

    /** Waits for its end; nothing when it has not come within the limit. */
    Optional<InstanceReport> await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String text = text();
            if (text.lines().anyMatch(InstanceReport::isEnd)) {
                return Optional.of(InstanceReport.parse(text.lines()));
            }
            if (System.nanoTime() >= deadline) {
                return Optional.empty();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private String text() {
        try (var file = new RandomAccessFile(files.controlLog().toFile(), "r")) {
            byte[] bytes = new byte[Math.clamp(file.length() - begin, 0, MOST)];
            file.seek(begin);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new HypervisorException("the instance's log is gone: " + e.getMessage(), e);
        }
    }
}
