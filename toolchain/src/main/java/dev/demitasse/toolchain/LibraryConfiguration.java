package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What the jars of a class path ask of the builder in {@code META-INF/native-image}, by GraalVM's conventions ("Native
 * Image Build Configuration" and "Reachability Metadata" in its manual). Immutable.
 *
 * @param builderOptions options of the builder
 * @param jvmOptions options of the builder's JVM
 * @param notes what was left out, each a sentence for the user
 */
record LibraryConfiguration(List<String> builderOptions, List<String> jvmOptions, List<String> notes) {
    /** Where jars and folders of a class path have such files. */
    static final String ROOT = "META-INF/native-image/";

    private static final String OPTIONS = "native-image.properties";

    /** Copies the lists. */
    LibraryConfiguration {
        builderOptions = List.copyOf(builderOptions);
        jvmOptions = List.copyOf(jvmOptions);
        notes = List.copyOf(notes);
    }

    /**
     * Reads the configuration of all entries of a class path, in its order.
     *
     * @param overruled entries whose own options count for nothing, since the builder knows better
     * @throws BuildException when an entry or a configuration file cannot be read
     */
    static LibraryConfiguration read(List<Path> classPath, Set<Path> overruled) {
        var options = new DriverOptions();
        var jniOnly = new ArrayList<String>();
        for (Path path : classPath) {
            var entry = new ClassPathEntry(path);
            boolean counts = !overruled.contains(path);
            for (var resource : entry.resources(name -> name.startsWith(ROOT) && (counts || !name.endsWith(OPTIONS)))) {
                readResource(path, resource, options, jniOnly);
            }
        }
        var notes = new ArrayList<>(options.notes());
        if (!jniOnly.isEmpty()) {
            notes.add("JNI configuration is ignored, for an image has no native libraries: "
                    + String.join(", ", jniOnly));
        }
        return new LibraryConfiguration(options.builderOptions(), options.jvmOptions(), notes);
    }

    private static void readResource(
            Path path, ClassPathEntry.Resource resource, DriverOptions options, List<String> jniOnly) {
        String name = resource.name();
        String file = name.substring(name.lastIndexOf('/') + 1);
        if (file.equals(OPTIONS)) {
            readProperties(path, resource, options);
        } else if (file.equals("jni-config.json")) {
            jniOnly.add(path.getFileName() + "!" + name);
        } else {
            resourceOption(file).ifPresent(option -> options.add(List.of(option + name), path.toString()));
        }
    }

    private static Optional<String> resourceOption(String file) {
        return Optional.ofNullable(
                switch (file) {
                    case "reflect-config.json" -> "-H:ReflectionConfigurationResources=";
                    case "resource-config.json" -> "-H:ResourceConfigurationResources=";
                    case "proxy-config.json" -> "-H:DynamicProxyConfigurationResources=";
                    case "serialization-config.json" -> "-H:SerializationConfigurationResources=";
                    case "reachability-metadata.json" -> "-H:ReachabilityMetadataResources=";
                    default -> null;
                });
    }

    private static void readProperties(Path path, ClassPathEntry.Resource resource, DriverOptions options) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(new String(resource.bytes(), StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException e) {
            throw new BuildException(path + "!" + resource.name() + " cannot be read: " + e.getMessage(), e);
        }
        String folder = resource.name().substring(0, resource.name().lastIndexOf('/'));
        String origin = path.getFileName() + "!" + resource.name();
        options.add(words(properties.getProperty("Args", ""), folder), origin);
        options.add(
                words(properties.getProperty("JavaArgs", ""), folder).stream()
                        .map(option -> "-J" + option)
                        .toList(),
                origin);
    }

    /** Splits at blanks outside quotes; {@code ${.}} stands for the folder of the file. */
    private static List<String> words(String text, String folder) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean quoted = false;
        boolean started = false;
        for (char c : text.replace("${.}", folder).toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                started = true;
            } else if (Character.isWhitespace(c) && !quoted) {
                if (started) {
                    words.add(word.toString());
                }
                word.setLength(0);
                started = false;
            } else {
                word.append(c);
                started = true;
            }
        }
        if (started) {
            words.add(word.toString());
        }
        return words;
    }
}
