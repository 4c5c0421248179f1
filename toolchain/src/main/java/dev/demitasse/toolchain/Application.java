package dev.demitasse.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An application as found: what it is called, where its classes are. Immutable.
 *
 * @param name what images and instances of it are called
 * @param declaredMain the main class it names itself, if it does
 * @param own its own jar or class folders
 * @param libraries the jars it needs, in class path order
 * @param folder where its {@code demitasse.yaml} would be
 */
record Application(String name, Optional<String> declaredMain, List<Path> own, List<Path> libraries, Path folder) {
    /** Makes all paths absolute, for the compiler runs in another folder. */
    Application {
        own = own.stream().map(Path::toAbsolutePath).toList();
        libraries = libraries.stream().map(Path::toAbsolutePath).toList();
    }

    /** Its own classes, then its libraries. */
    List<Path> classPath() {
        var all = new ArrayList<>(own);
        all.addAll(libraries);
        return all;
    }

    /** The same application with more libraries. */
    Application with(List<Path> more) {
        var all = new ArrayList<>(libraries);
        all.addAll(more);
        return new Application(name, declaredMain, own, all, folder);
    }
}
