package dev.demitasse.control.fleet;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.demitasse.control.service.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of an instance, in the file {@code record.json} of its directory. Immutable.
 *
 * @param id its name
 * @param service whose it is
 * @param template what it is made of
 * @param ports the host's loopback port by the guest's port behind it
 * @param filtered whether its way out leads through the filter, without which it has no network
 */
record InstanceRecord(String id, String service, Template template, Map<Integer, Integer> ports, boolean filtered) {
    private static final String FILE = "record.json";

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    /** Copies the map. */
    InstanceRecord {
        ports = Map.copyOf(ports);
    }

    /** Writes it, whole or not at all. */
    void write(Path directory) throws IOException {
        Path part = directory.resolve(FILE + ".part");
        Files.write(part, JSON.writeValueAsBytes(this));
        Files.move(part, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The record in a directory; empty when there is none that makes sense. */
    static Optional<InstanceRecord> read(Path directory) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(directory.resolve(FILE)), InstanceRecord.class));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }
}
