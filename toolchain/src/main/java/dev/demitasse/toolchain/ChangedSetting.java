package dev.demitasse.toolchain;

import java.util.List;
import java.util.TreeMap;

/**
 * What two images say differently of themselves. Immutable.
 *
 * @param name as in {@code demitasse.yaml} where it stands there
 * @param before its value
 * @param after its value
 */
public record ChangedSetting(String name, String before, String after) {
    /** All names, in the order of {@link #between}. */
    public static final List<String> NAMES =
            List.of("name", "main", "target", "memory", "environment", "args", "properties", "builder");

    /** The settings that differ; ports are told by what is inside. */
    public static List<ChangedSetting> between(ImageManifest before, ImageManifest after) {
        return NAMES.stream()
                .map(name -> new ChangedSetting(name, value(name, before), value(name, after)))
                .filter(one -> !one.before.equals(one.after))
                .toList();
    }

    private static String value(String name, ImageManifest manifest) {
        return switch (name) {
            case "name" -> manifest.name();
            case "main" -> manifest.main();
            case "target" -> manifest.target();
            case "memory" -> MemorySize.text(manifest.memoryOrUsual());
            // Sorted: equal maps are to be equal texts.
            case "environment" -> new TreeMap<>(manifest.environment()).toString();
            case "args" -> manifest.arguments().toString();
            case "properties" -> new TreeMap<>(manifest.properties()).toString();
            case "builder" -> new TreeMap<>(manifest.builder()).toString();
            default -> throw new IllegalArgumentException(name + " is no setting of an image");
        };
    }
}
