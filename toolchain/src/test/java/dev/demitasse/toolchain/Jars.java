package dev.demitasse.toolchain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds small jars for tests. */
final class Jars {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    static Jars jar() {
        return new Jars();
    }

    Jars text(String name, String text) {
        entries.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Jars manifest(String... lines) {
        return text("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + String.join("\n", lines) + "\n");
    }

    /** Adds a class with {@code public static void main(String[])}. */
    Jars mainClass(String name) {
        return classWith(name, "main", ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC);
    }

    /** Adds a class with one method that takes an array of strings and returns nothing. */
    Jars classWith(String name, String method, int flags) {
        var type = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType());
        byte[] bytes = ClassFile.of()
                .build(
                        ClassDesc.of(name),
                        builder -> builder.withMethodBody(method, type, flags, code -> code.return_()));
        entries.put(name.replace('.', '/') + ".class", bytes);
        return this;
    }

    Path write(Path file) {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the entries as a folder of files. */
    Path writeFolder(Path folder) {
        try {
            for (var entry : entries.entrySet()) {
                Path file = folder.resolve(entry.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, entry.getValue());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
