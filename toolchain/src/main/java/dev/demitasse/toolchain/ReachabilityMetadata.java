package dev.demitasse.toolchain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A {@code reachability-metadata.json}: what a program reaches by name, as the builder of a closed world must be told
 * ("Reachability Metadata" in GraalVM's manual). What is added twice is there once; what a file held before stays.
 * Confined to one thread.
 */
final class ReachabilityMetadata {
    /** The name by which the builder finds such files. */
    static final String FILE_NAME = "reachability-metadata.json";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final ObjectNode root;

    private ReachabilityMetadata(ObjectNode root) {
        this.root = root;
    }

    /** One that says nothing. */
    static ReachabilityMetadata empty() {
        return new ReachabilityMetadata(JSON.createObjectNode());
    }

    /**
     * What a file says; nothing, if there is none.
     *
     * @throws BuildException when it is no such file
     */
    static ReachabilityMetadata read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return empty();
        }
        try {
            if (JSON.readTree(file.toFile()) instanceof ObjectNode object) {
                return new ReachabilityMetadata(object);
            }
        } catch (JsonProcessingException e) {
            throw new BuildException(file + ":" + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        }
        throw new BuildException(file + " holds no JSON object");
    }

    /** Whether it says nothing. */
    boolean isEmpty() {
        return size() == 0;
    }

    /** How many entries it has. */
    int size() {
        return list("reflection").size() + list("resources").size();
    }

    /** A class is asked for by its name, or for its members. */
    void type(String name) {
        entry(name);
    }

    /** A method is called by reflection, or for the name {@code <init>} a constructor. */
    void method(String type, String name, List<String> parameters) {
        ObjectNode method = JSON.createObjectNode().put("name", name);
        parameters.forEach(method.putArray("parameterTypes")::add);
        addOnce(entry(type).withArray("/methods"), method);
    }

    /** A field is read or written by reflection. */
    void field(String type, String name) {
        addOnce(entry(type).withArray("/fields"), JSON.createObjectNode().put("name", name));
    }

    /** Instances are made without a constructor. */
    void unsafeAllocated(String type) {
        entry(type).put("unsafeAllocated", true);
    }

    /** Instances are read or written as streams of objects. */
    void serializable(String type) {
        entry(type).put("serializable", true);
    }

    /** A proxy is made of interfaces. */
    void proxy(List<String> interfaces) {
        ObjectNode type = JSON.createObjectNode();
        interfaces.forEach(type.putArray("proxy")::add);
        ObjectNode entry = JSON.createObjectNode();
        entry.set("type", type);
        addOnce(list("reflection"), entry);
    }

    /** A resource of one of the JDK's modules is read. */
    void resource(String module, String path) {
        addOnce(list("resources"), JSON.createObjectNode().put("module", module).put("glob", path));
    }

    /** A resource bundle is used. */
    void bundle(String name) {
        addOnce(list("resources"), JSON.createObjectNode().put("bundle", name));
    }

    /** Writes it, entries in order; the folder is made when it is not there. */
    void write(Path file) throws IOException {
        for (String name : List.of("reflection", "resources")) {
            List<JsonNode> sorted = StreamSupport.stream(list(name).spliterator(), false)
                    .sorted(Comparator.comparing(JsonNode::toString))
                    .toList();
            list(name).removeAll().addAll(sorted);
            if (sorted.isEmpty()) {
                root.remove(name);
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(root) + "\n");
    }

    /** The entry of a type that holds whatever happens; made if there is none. */
    private ObjectNode entry(String type) {
        for (JsonNode known : list("reflection")) {
            if (known instanceof ObjectNode object
                    && object.path("type").asText().equals(type)
                    && !object.has("condition")) {
                return object;
            }
        }
        return list("reflection").addObject().put("type", type);
    }

    private ArrayNode list(String name) {
        return root.withArray("/" + name);
    }

    private static void addOnce(ArrayNode array, JsonNode node) {
        for (JsonNode known : array) {
            if (known.equals(node)) {
                return;
            }
        }
        array.add(node);
    }
}
