package dev.demitasse.cli;

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
}
