package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar or folder of a class path, read as a list of named files. Immutable.
 *
 * @param path the jar or folder
 */
record ClassPathEntry(Path path) {
    /**
     * A file in the entry.
     *
     * @param name its path inside the entry, with slashes
     * @param bytes what it holds
     */
    record Resource(String name, byte[] bytes) {}

    /** The names of all files in the entry, sorted. */
    List<String> names() {
        try {
            if (Files.isDirectory(path)) {
                try (var files = Files.walk(path)) {
                    return files.filter(Files::isRegularFile)
                            .map(file -> path.relativize(file).toString().replace('\\', '/'))
                            .sorted()
                            .toList();
                }
            }
            try (var zip = new ZipFile(path.toFile())) {
                return zip.stream()
                        .filter(entry -> !entry.isDirectory())
                        .map(ZipEntry::getName)
                        .sorted()
                        .toList();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The files whose names pass a filter, with their bytes, sorted by name. */
    List<Resource> resources(Predicate<String> wanted) {
        List<String> names = names().stream().filter(wanted).toList();
        var found = new ArrayList<Resource>(names.size());
        try {
            if (Files.isDirectory(path)) {
                for (String name : names) {
                    found.add(new Resource(name, Files.readAllBytes(path.resolve(name))));
                }
                return found;
            }
            try (var zip = new ZipFile(path.toFile())) {
                for (String name : names) {
                    try (var in = zip.getInputStream(zip.getEntry(name))) {
                        found.add(new Resource(name, in.readAllBytes()));
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private BuildException unreadable(IOException e) {
        return new BuildException(path + " is not a readable jar or folder of classes: " + e.getMessage(), e);
    }
}
