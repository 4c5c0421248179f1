package dev.demitasse.toolchain;

import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out which class an application starts in. Stateless. */
final class MainClass {
    private static final MethodTypeDesc MAIN =
            MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.ofDescriptor("[Ljava/lang/String;"));

    private static final int LISTED = 5;

    private MainClass() {}

    /**
     * The class named {@code name}, checked to be there and to have {@code public static void main(String[])}.
     *
     * @throws BuildException when it is not, or has not
     */
    static String checked(String name, List<Path> classPath) {
        String file = name.replace('.', '/') + ".class";
        for (Path path : classPath) {
            for (var resource : new ClassPathEntry(path).resources(file::equals)) {
                if (!isMain(resource.bytes())) {
                    throw new BuildException("main class %s in %s has no method \"public static void main(String[])\""
                            .formatted(name, path));
                }
                return name;
            }
        }
        throw new BuildException("main class %s is neither in %s nor in its libraries; name another with --main"
                .formatted(name, classPath.isEmpty() ? "the class path" : classPath.getFirst()));
    }

    /**
     * The only class with a main method among an application's own.
     *
     * @throws BuildException when there is none, or more than one
     */
    static String only(Application application) {
        var found = new ArrayList<String>();
        for (Path path : application.own()) {
            for (var resource : new ClassPathEntry(path).resources(MainClass::mayHoldMain)) {
                if (isMain(resource.bytes())) {
                    found.add(resource.name().replaceFirst("\\.class$", "").replace('/', '.'));
                }
            }
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        String where = application.own().getFirst().toString();
        if (found.isEmpty()) {
            throw new BuildException(
                    where + " has no Main-Class in its manifest, and no class of it has a main method");
        }
        String listed = String.join(", ", found.stream().limit(LISTED).toList());
        throw new BuildException("%s has no Main-Class in its manifest; choose one with --main: %s%s"
                .formatted(where, listed, found.size() > LISTED ? ", …" : ""));
    }

    private static boolean mayHoldMain(String name) {
        return name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("module-info.class");
    }

    private static boolean isMain(byte[] classFile) {
        try {
            return ClassFile.of().parse(classFile).methods().stream().anyMatch(MainClass::isMain);
        } catch (IllegalArgumentException _) {
            // A damaged class, or one of a later Java: not one to start in.
            return false;
        }
    }

    private static boolean isMain(MethodModel method) {
        return method.methodName().equalsString("main")
                && method.methodTypeSymbol().equals(MAIN)
                && method.flags().has(AccessFlag.STATIC)
                && method.flags().has(AccessFlag.PUBLIC);
    }
}
