package dev.demitasse.cli;

import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.toolchain.ReadyImage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What is remembered of an instance, in the file {@code instance.json} of its directory. Immutable.
 *
 * @param id eight hexadecimal digits
 * @param name unique among the instances of this user
 * @param image the image file
 * @param digest its SHA-256 in hexadecimal
 * @param memory bytes
 * @param ports forwarded ports, as {@code ADDRESS:HOST:GUEST}
 * @param started when, in ISO 8601
 */
record InstanceRecord(
        String id, String name, String image, String digest, long memory, List<String> ports, String started) {

    /** Copies the list. */
    InstanceRecord {
        ports = List.copyOf(ports);
    }

    /** Of an instance that has just started in {@code directory}. */
    static InstanceRecord of(Path directory, String name, ReadyImage image, long memory, List<PortForward> published) {
        return new InstanceRecord(
                directory.getFileName().toString(),
                name,
                image.file().toString(),
                image.digest(),
                memory,
                published.stream().map(PortForward::toString).toList(),
                Instant.now().toString());
    }
}
