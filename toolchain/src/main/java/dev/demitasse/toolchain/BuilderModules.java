package dev.demitasse.toolchain;

import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The Java modules of SVM's builder, and the access to the JDK they need. A GraalVM distribution has this access built
 * in; on a stock JDK it is granted on the command line.
 */
final class BuilderModules {
    /** The module of {@code NativeImageGeneratorRunner}, which our own builder jar patches. */
    static final String BUILDER = "org.graalvm.nativeimage.builder";

    /** Modules of the JDK whose internals the builder uses. */
    private static final List<String> USED = List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.xml",
            "jdk.internal.jvmstat",
            "jdk.internal.vm.ci",
            "jdk.jfr",
            "jdk.management",
            "jdk.management.agent",
            "jdk.zipfs");

    private BuilderModules() {}

    /**
     * JVM options that open the JDK to the builder, and to the library OS those packages of both that it refers to. No
     * more than those: SVM copies what is open to classes on the class path into the image's own modules.
     *
     * @param builderJars the builder's modules
     * @param osJars the library OS, which is on the image's class path and extends the builder
     */
    static List<String> accessOptions(List<Path> builderJars, List<Path> osJars) {
        ModuleFinder builder = ModuleFinder.of(builderJars.toArray(Path[]::new));
        var names = new TreeSet<String>();
        builder.findAll().forEach(module -> names.add(module.descriptor().name()));
        String readers = String.join(",", names);
        TreeSet<String> usedByOs = PackageUse.of(osJars);
        var options = new ArrayList<String>();
        ModuleFinder jdk = ModuleFinder.ofSystem();
        for (String used : USED) {
            jdk.find(used).ifPresent(module -> {
                for (String dotted : packages(module)) {
                    String all = usedByOs.contains(dotted) ? readers + ",ALL-UNNAMED" : readers;
                    options.add("--add-exports=" + used + "/" + dotted + "=" + all);
                    options.add("--add-opens=" + used + "/" + dotted + "=" + readers);
                }
            });
        }
        for (String name : names) {
            ModuleReference module = builder.find(name).orElseThrow();
            for (String dotted : packages(module)) {
                if (usedByOs.contains(dotted)) {
                    options.add("--add-exports=" + name + "/" + dotted + "=ALL-UNNAMED");
                }
            }
        }
        return options;
    }

    private static TreeSet<String> packages(ModuleReference module) {
        return new TreeSet<>(module.descriptor().packages());
    }
}
