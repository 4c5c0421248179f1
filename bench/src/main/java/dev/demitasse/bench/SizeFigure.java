package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Bytes of all that is deployed, as it lies on the disk. */
final class SizeFigure implements Figure {
    /** Megabytes (10^6 bytes). */
    static final String MEGABYTES = "size.megabytes";

    @Override
    public String name() {
        return "size";
    }

    @Override
    public String mark() {
        return MEGABYTES;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service.isToldOfInFull();
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure(Recorder recorder) throws IOException {
        long bytes = 0;
        for (Path part : recorder.peer().image(recorder.service())) {
            try (Stream<Path> files = Files.walk(part)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    bytes += Files.size(file);
                }
            }
        }
        recorder.take(MEGABYTES, bytes / 1e6);
    }
}
