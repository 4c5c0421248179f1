package dev.demitasse.toolchain;

import java.util.List;

/**
 * The notes of the tracing agent, whose lines its {@code Recorder} describes, as metadata. Immutable.
 *
 * @param lines the lines
 */
record TraceNotes(List<String> lines) {
    /** Adds what the notes say; a line that was cut off, as the last one of a killed JVM, says nothing. */
    void addTo(ReachabilityMetadata metadata) {
        for (String line : lines) {
            List<String> fields = List.of(line.split("\t", -1));
            switch (fields.getFirst() + "/" + fields.size()) {
                case "type/2" -> metadata.type(fields.get(1));
                case "method/4" -> metadata.method(fields.get(1), fields.get(2), list(fields.get(3)));
                case "field/3" -> metadata.field(fields.get(1), fields.get(2));
                case "allocate/2" -> metadata.unsafeAllocated(fields.get(1));
                case "proxy/2" -> metadata.proxy(list(fields.get(1)));
                case "serialize/2" -> metadata.serializable(fields.get(1));
                case "resource/3" -> metadata.resource(fields.get(1), fields.get(2));
                case "bundle/2" -> metadata.bundle(fields.get(1));
                default -> {
                    continue;
                }
            }
        }
    }

    private static List<String> list(String types) {
        return types.isEmpty() ? List.of() : List.of(types.split(","));
    }
}
