package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Maven calls a library, as far as a jar tells. Immutable.
 *
 * @param group the group; empty when only the file's name tells
 * @param artifact the name
 * @param version the version
 */
record MavenIdentity(Optional<String> group, String artifact, String version) {
    private static final Pattern PROPERTIES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");
    private static final Pattern FILE_NAME = Pattern.compile("(.+?)-(\\d[^-]*(?:-.+)?)\\.jar");

    /**
     * The libraries in a jar: what it says in {@code META-INF/maven}, and what its file's name says if that is another
     * one, since some build tools write no such thing.
     */
    static List<MavenIdentity> of(Path jar) {
        var found = new ArrayList<MavenIdentity>();
        for (var file : new ClassPathEntry(jar)
                .resources(name -> PROPERTIES.matcher(name).matches())) {
            var properties = new Properties();
            try {
                properties.load(new StringReader(new String(file.bytes(), StandardCharsets.UTF_8)));
            } catch (IOException | IllegalArgumentException e) {
                throw new BuildException(jar + "!" + file.name() + " cannot be read: " + e.getMessage(), e);
            }
            String artifact = properties.getProperty("artifactId");
            String version = properties.getProperty("version");
            if (artifact != null && version != null) {
                found.add(new MavenIdentity(Optional.ofNullable(properties.getProperty("groupId")), artifact, version));
            }
        }
        Matcher named = FILE_NAME.matcher(jar.getFileName().toString());
        if (named.matches() && found.stream().noneMatch(one -> one.artifact.equals(named.group(1)))) {
            found.add(new MavenIdentity(Optional.empty(), named.group(1), named.group(2)));
        }
        return found;
    }

    /** The one library that a jar is: what its file's name says, else the only one in it; none when neither tells. */
    static Optional<MavenIdentity> ofFile(Path jar) {
        List<MavenIdentity> all = of(jar);
        String file = jar.getFileName().toString();
        return all.stream()
                .filter(one -> file.startsWith(one.artifact + "-" + one.version))
                .findFirst()
                .or(() -> all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty());
    }

    /** Group and artifact as Maven writes them; the artifact alone where no group is known. */
    String title() {
        return group.map(known -> known + ":" + artifact).orElse(artifact);
    }
}
