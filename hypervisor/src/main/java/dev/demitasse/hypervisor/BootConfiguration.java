package dev.demitasse.hypervisor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the application is told at boot, over and above what was compiled in. Immutable.
 *
 * @param arguments arguments of {@code main}, after those compiled in
 * @param environment environment variables, in order
 * @param properties system properties, in order
 * @param hostname the guest's name, when it has one
 * @param lastPackets how many of its last packets the guest keeps, to tell them when it ends or is asked; 0 for none
 */
public record BootConfiguration(
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> properties,
        Optional<String> hostname,
        int lastPackets) {

    /** Copies the collections, keeping their order. */
    public BootConfiguration {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** One that keeps no packets. */
    public BootConfiguration(
            List<String> arguments,
            Map<String, String> environment,
            Map<String, String> properties,
            Optional<String> hostname) {
        this(arguments, environment, properties, hostname, 0);
    }

    /** Nothing to tell. */
    public static BootConfiguration empty() {
        return new BootConfiguration(List.of(), Map.of(), Map.of(), Optional.empty());
    }
}
