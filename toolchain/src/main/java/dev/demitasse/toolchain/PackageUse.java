package dev.demitasse.toolchain;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds the packages that compiled classes refer to, from the names and descriptors in their constant pools. Stateless. */
final class PackageUse {
    private static final Pattern CLASS_NAME = Pattern.compile("((?:[a-z_][\\w$]*/)+)[A-Z][\\w$]*");

    private PackageUse() {}

    /** The packages, with dots; perhaps a few more that only a string names. */
    static TreeSet<String> of(List<Path> jars) {
        var packages = new TreeSet<String>();
        for (Path jar : jars) {
            for (var resource : new ClassPathEntry(jar).resources(name -> name.endsWith(".class"))) {
                for (PoolEntry entry : ClassFile.of().parse(resource.bytes()).constantPool()) {
                    if (entry instanceof Utf8Entry text) {
                        addPackages(text.stringValue(), packages);
                    }
                }
            }
        }
        return packages;
    }

    private static void addPackages(String text, TreeSet<String> packages) {
        var matcher = CLASS_NAME.matcher(text);
        while (matcher.find()) {
            String slashed = matcher.group(1);
            packages.add(slashed.substring(0, slashed.length() - 1).replace('/', '.'));
        }
    }
}
