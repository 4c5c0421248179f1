package dev.demitasse.toolchain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * The services of Helidon 4's service registry on a class path. Its modules, and applications that declare services of
 * their own, list them in {@code META-INF/helidon}, in files that {@code io.helidon.service.registry} reads at run time
 * ({@code CoreServiceDiscovery}): descriptors with the single instance that each has in its field {@code INSTANCE}, and
 * contracts. The closed world must know both. Immutable.
 *
 * @param descriptors names of the descriptors' classes, sorted
 * @param contracts names of interfaces that are looked up, sorted
 */
record HelidonServices(TreeSet<String> descriptors, TreeSet<String> contracts) {
    private static final String ROOT = "META-INF/helidon/";

    /** Reads what the entries of a class path list. */
    static HelidonServices of(List<Path> classPath) {
        var services = new HelidonServices(new TreeSet<>(), new TreeSet<>());
        for (Path entry : classPath) {
            for (var file : new ClassPathEntry(entry).resources(name -> name.startsWith(ROOT))) {
                String text = new String(file.bytes(), StandardCharsets.UTF_8);
                if (file.name().endsWith("/service-registry.json")) {
                    services.addRegistry(text, entry + "!" + file.name());
                } else if (file.name().endsWith("/service.loader")) {
                    services.addContracts(text);
                }
            }
        }
        return services;
    }

    private void addRegistry(String text, String origin) {
        try {
            for (JsonNode module : new ObjectMapper().readTree(text)) {
                module.path("services")
                        .forEach(service ->
                                descriptors.add(service.path("descriptor").asText()));
            }
        } catch (IOException e) {
            throw new BuildException(origin + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void addContracts(String text) {
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(contracts::add);
    }

    /** What the closed world must know of them; nothing where there are none. */
    void addTo(ReachabilityMetadata metadata) {
        contracts.forEach(metadata::type);
        descriptors.forEach(descriptor -> metadata.field(descriptor, "INSTANCE"));
    }
}
