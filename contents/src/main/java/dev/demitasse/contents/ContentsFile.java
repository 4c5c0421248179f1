package dev.demitasse.contents;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Contents as a file: lines of UTF-8 with fields between tabs, compressed with gzip. Equal contents have equal bytes.
 *
 * <pre>
 *   demitasse-contents 1
 *   size       BYTES
 *   port       NUMBER                                                         (any number of them, as all that follow)
 *   driver     CLASS
 *   component  ORIGIN NAME VERSION PURL SHA256 LICENCE…
 *   class      BYTES-OF-CODE BYTES-OF-HEAP STEP NAME                          (of the component before it)
 *   other      BYTES NAME
 *   capability STEP NAME
 *   step       STEP-BEFORE HOW WHAT
 * </pre>
 *
 * <p>A file may come from anywhere: what is read is bounded, and checked as {@link Contents} does. Stateless.
 */
public final class ContentsFile {
    /** What it is called among the reports on an image. */
    public static final String NAME = "contents.gz";

    /** The most bytes of a file that is read. */
    public static final int LARGEST_FILE = 32 << 20;

    /** The first line, with the version of all that follows. */
    public static final String FORMAT = "demitasse-contents 1";

    private static final int LARGEST_TEXT = 256 << 20;

    /** Where gzip (RFC 1952) says which system compressed; the JDK has changed its mind about that. */
    private static final int SYSTEM_AT = 9;

    private static final byte UNKNOWN_SYSTEM = (byte) 255;

    private ContentsFile() {}

    /** The bytes of a file. */
    public static byte[] toBytes(Contents contents) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text(contents).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        byte[] file = bytes.toByteArray();
        file[SYSTEM_AT] = UNKNOWN_SYSTEM;
        return file;
    }

    /**
     * Reads a file.
     *
     * @throws ContentsException when it holds no contents, or none that this version can read
     * @throws IOException when it cannot be read
     */
    public static Contents read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new ContentsException(file + " is larger than contents can be");
        }
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /**
     * Reads the bytes of a file.
     *
     * @param name what to call them when they are wrong
     * @throws ContentsException as {@link #read}
     */
    public static Contents parse(String name, byte[] bytes) {
        String text;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(LARGEST_TEXT);
            if (in.read() >= 0) {
                throw new ContentsException(name + " holds more than contents can");
            }
            text = new String(plain, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ContentsException(name + " holds no contents of an image, or is damaged: " + e.getMessage(), e);
        }
        return new ContentsParser(name).parse(text, FORMAT);
    }

    private static String text(Contents contents) {
        var lines = new ArrayList<String>();
        lines.add(FORMAT);
        lines.add(line("size", contents.size()));
        contents.ports().forEach(port -> lines.add(line("port", port)));
        contents.drivers().forEach(driver -> lines.add(line("driver", driver)));
        for (Component component : contents.components()) {
            var fields = new ArrayList<Object>(List.of(
                    "component",
                    component.origin().title(),
                    component.name(),
                    component.version(),
                    component.purl(),
                    component.sha256()));
            fields.addAll(component.licenses());
            lines.add(line(fields.toArray()));
            component
                    .classes()
                    .forEach(one -> lines.add(line("class", one.code(), one.heap(), one.step(), one.name())));
        }
        contents.others().forEach(other -> lines.add(line("other", other.bytes(), other.name())));
        contents.capabilities().forEach(one -> lines.add(line("capability", one.step(), one.name())));
        contents.steps().forEach(step -> lines.add(line("step", step.parent(), step.how(), step.text())));
        lines.add("");
        return String.join("\n", lines);
    }

    private static String line(Object... fields) {
        var line = new StringBuilder();
        for (Object field : fields) {
            line.append(line.isEmpty() ? "" : "\t")
                    .append(field.toString()
                            .replace('\t', ' ')
                            .replace('\n', ' ')
                            .replace('\r', ' '));
        }
        return line.toString();
    }
}
