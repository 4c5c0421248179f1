package dev.demitasse.toolchain;

import dev.demitasse.contents.Origin;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells where classes come from by what the builder says of their origin: {@code module:NAME}, the URL of a jar or
 * folder, or {@code generated}. Package URLs follow the purl specification. Confined to one thread.
 */
final class ComponentSources {
    private static final String MODULE = "module:";

    /** What OpenJDK and GraalVM are under, in SPDX's words. */
    private static final List<String> GPL_WITH_EXCEPTION = List.of("GPL-2.0-only WITH Classpath-exception-2.0");

    private static final List<String> APACHE = List.of("Apache-2.0");

    private static final List<String> UPL = List.of("UPL-1.0");
    private static final String SDK = "org.graalvm.sdk/";

    /** Where GraalVM's modules are on Maven Central. */
    private static final Map<String, String> ARTIFACTS = Map.of(
            "org.graalvm.collections", SDK + "collections",
            "org.graalvm.word", SDK + "word",
            "org.graalvm.nativeimage", SDK + "nativeimage",
            "jdk.graal.compiler", "org.graalvm.compiler/compiler",
            "org.graalvm.nativeimage.base", "org.graalvm.nativeimage/native-image-base",
            "org.graalvm.nativeimage.configure", "org.graalvm.nativeimage/svm-configure",
            "org.graalvm.nativeimage.objectfile", "org.graalvm.nativeimage/objectfile",
            "org.graalvm.nativeimage.pointsto", "org.graalvm.nativeimage/pointsto");

    private static final String JDK_VERSION = Runtime.version().toString();

    private final Application application;
    private final Distribution distribution;
    private final Map<String, ComponentSource> known = new HashMap<>();

    ComponentSources(Application application, Distribution distribution) {
        this.application = application;
        this.distribution = distribution;
    }

    /** The jars and folders that the image was built from. */
    List<ComponentSource> onClassPath() {
        var all = new ArrayList<>(application.classPath());
        all.addAll(distribution.osJars());
        return all.stream()
                .map(path -> known.computeIfAbsent(path.toString(), _ -> ofPath(path)))
                .distinct()
                .toList();
    }

    /** The component that an origin names. */
    ComponentSource of(String origin) {
        if (origin.startsWith(MODULE)) {
            return known.computeIfAbsent(origin, _ -> ofModule(origin.substring(MODULE.length())));
        }
        if (origin.startsWith("file:")) {
            Path path = Path.of(URI.create(origin)).toAbsolutePath();
            return known.computeIfAbsent(path.toString(), _ -> ofPath(path));
        }
        return known.computeIfAbsent("generated", _ -> generated());
    }

    private static ComponentSource ofModule(String module) {
        if (module.startsWith("org.graalvm.") || module.startsWith("jdk.graal.")) {
            return ofSubstrate(module);
        }
        if (ModuleLayer.boot().findModule(module).isEmpty() && isMadeByJdk(module)) {
            return generated();
        }
        return new ComponentSource(
                MODULE + module,
                Origin.JDK,
                module,
                JDK_VERSION,
                "pkg:generic/openjdk/" + module + "@" + encoded(JDK_VERSION),
                "",
                GPL_WITH_EXCEPTION);
    }

    private static ComponentSource ofSubstrate(String module) {
        String artifact = ARTIFACTS.getOrDefault(module, "org.graalvm.nativeimage/svm");
        return new ComponentSource(
                MODULE + module,
                Origin.COMPILER,
                module,
                SvmCommand.GRAALVM_VERSION,
                "pkg:maven/" + artifact + "@" + SvmCommand.GRAALVM_VERSION,
                "",
                artifact.startsWith(SDK) ? UPL : GPL_WITH_EXCEPTION);
    }

    /** Modules that the JVM makes for proxies are called jdk.proxy1 and so on. */
    private static boolean isMadeByJdk(String module) {
        return module.matches("jdk\\.proxy\\d+");
    }

    private static ComponentSource generated() {
        return new ComponentSource(
                "generated",
                Origin.COMPILER,
                "classes made during the build",
                SvmCommand.GRAALVM_VERSION,
                "",
                "",
                List.of());
    }

    private ComponentSource ofPath(Path path) {
        boolean libraryOs = distribution.osJars().contains(path);
        boolean own = application.own().contains(path);
        Origin origin = libraryOs ? Origin.LIBRARY_OS : own ? Origin.APPLICATION : Origin.LIBRARY;
        if (!Files.isRegularFile(path)) {
            String name = own ? application.name() : path.getFileName().toString();
            return new ComponentSource(path.toString(), origin, name, "", "", "", List.of());
        }
        Optional<MavenIdentity> identity = MavenIdentity.ofFile(path);
        String file = path.getFileName().toString();
        return new ComponentSource(
                path.toString(),
                origin,
                identity.map(MavenIdentity::title).orElse(file),
                identity.map(MavenIdentity::version).orElse(""),
                identity.flatMap(ComponentSources::purl).orElse(""),
                sha256(path),
                libraryOs ? APACHE : JarLicenses.of(path));
    }

    private static Optional<String> purl(MavenIdentity identity) {
        Function<String, String> url = group ->
                "pkg:maven/" + encoded(group) + "/" + encoded(identity.artifact()) + "@" + encoded(identity.version());
        return identity.group().map(url);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String sha256(Path jar) {
        try {
            return InputHash.ofFile(jar);
        } catch (IOException e) {
            throw new BuildException("cannot read " + jar + ": " + e.getMessage(), e);
        }
    }
}
