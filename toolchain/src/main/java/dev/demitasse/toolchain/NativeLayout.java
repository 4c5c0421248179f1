package dev.demitasse.toolchain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The answers to what SVM would ask a C compiler, as the files of its "C annotation processor cache": one per group of
 * questions, a line per answer ({@code com.oracle.svm.hosted.c.CAnnotationProcessorCache} and {@code
 * QueryResultFormat} define them). With these an image is built on a machine that has no compiler. Stateless.
 */
final class NativeLayout {
    private static final String RESOURCE = "native-layout.txt";

    private NativeLayout() {}

    /** Builder options that make SVM read the files that {@link #write} has put into {@code folder}. */
    static List<String> options(Path folder) {
        return List.of("-H:+UseCAPCache", "-H:CAPCacheDir=" + folder, "-H:CLibraryPath=" + folder);
    }

    /** Writes the cache's files, and empty header files, which SVM wants to exist but never reads. */
    static void write(Path folder) throws IOException {
        Path headers = Files.createDirectories(folder.resolve("include"));
        var files = new LinkedHashMap<String, StringBuilder>();
        var group = new String[] {"", "-"};
        String parent = "";
        for (String line : lines()) {
            String[] words = line.strip().split(" ");
            if (line.startsWith("[")) {
                group = line.substring(1, line.length() - 1).split(" ");
                files.put(group[0], new StringBuilder());
                if (!group[1].equals("-")) {
                    Files.writeString(headers.resolve(group[1]), "");
                }
                continue;
            }
            String prefix = "NativeCodeInfo:" + group[0] + ":";
            StringBuilder out = Objects.requireNonNull(files.get(group[0]));
            if (line.startsWith("constant ")) {
                String key = prefix + "ConstantInfo:" + words[1];
                answer(out, key, words[2], words[3]);
                out.append(key).append(":PropertyInfo:value=").append(words[4]).append('\n');
            } else if (line.startsWith("type ")) {
                answer(out, prefix + "PointerToInfo:" + words[1], words[2], words[3]);
            } else if (line.startsWith("enum ")) {
                parent = prefix + "EnumInfo:" + words[1];
                answer(out, parent, words[2], words[3]);
            } else if (line.startsWith("  value ")) {
                String key = parent + ":EnumConstantInfo:" + words[1];
                answer(out, key, words[2], words[3]);
                out.append(key).append(":PropertyInfo:value=").append(words[4]).append('\n');
            } else if (line.startsWith("struct ")) {
                parent = prefix + "StructInfo:" + words[1];
                answer(out, parent, words[2], "-");
            } else {
                String key = parent + ":StructFieldInfo:" + words[0];
                answer(out, key, words[2], words[3]);
                out.append(key).append(":PropertyInfo:offset=").append(words[1]).append('\n');
            }
        }
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey() + ".cap"), file.getValue());
        }
    }

    private static void answer(StringBuilder out, String key, String size, String sign) {
        out.append(key).append(":PropertyInfo:size=").append(size).append('\n');
        if (!sign.equals("-")) {
            out.append(key)
                    .append(":PropertyInfo:signedness=$")
                    .append(upper(sign))
                    .append("$\n");
        }
    }

    private static String upper(String sign) {
        return sign.equals("signed") ? "SIGNED" : "UNSIGNED";
    }

    private static List<String> lines() {
        var stream = Objects.requireNonNull(NativeLayout.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
