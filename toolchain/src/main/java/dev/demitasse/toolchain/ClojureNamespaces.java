package dev.demitasse.toolchain;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/**
 * The compiled namespaces of Clojure on a class path. Clojure loads a namespace by running the initializer of a class
 * that it finds by its name, {@code clojure.lang.RT.load}; what that leaves behind, vars and functions, is the program. A
 * closed world loads nothing, so it is done when the image is built. Immutable.
 *
 * @param classes names of classes to initialize then, and packages of Clojure's own, sorted
 */
record ClojureNamespaces(TreeSet<String> classes) {
    private static final String INITIALIZER = "__init.class";
    private static final String CLASS = ".class";

    /** Clojure itself: some of its namespaces and their Java code. */
    private static final String OWN = "clojure";

    /** Finds the namespaces: those classes whose names end with {@code __init}, and what belongs to each. */
    static ClojureNamespaces of(List<Path> classPath) {
        var classes = new TreeSet<String>();
        for (Path entry : classPath) {
            List<String> files = new ClassPathEntry(entry).names();
            for (String file : files) {
                if (file.startsWith(OWN + "/") && file.endsWith(INITIALIZER)) {
                    classes.add(OWN);
                } else if (file.endsWith(INITIALIZER)) {
                    addNamespace(file.substring(0, file.length() - INITIALIZER.length()), files, classes);
                }
            }
        }
        return new ClojureNamespaces(classes);
    }

    /** The initializer, the class that {@code gen-class} made, functions, and types, which are in a package of its name. */
    private static void addNamespace(String path, List<String> files, TreeSet<String> classes) {
        for (String file : files) {
            boolean belongs = file.equals(path + CLASS)
                    || file.startsWith(path + "__init")
                    || file.startsWith(path + "$")
                    || file.startsWith(path + "/");
            if (belongs && file.endsWith(CLASS)) {
                classes.add(file.substring(0, file.length() - CLASS.length()).replace('/', '.'));
            }
        }
    }

    /** The builder's options; none where there is no Clojure. */
    List<String> builderOptions() {
        return classes.stream()
                .map(name -> "-H:ClassInitialization=" + name + ":build_time")
                .toList();
    }
}
