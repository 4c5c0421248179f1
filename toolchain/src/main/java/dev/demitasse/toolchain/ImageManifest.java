package dev.demitasse.toolchain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an image says about itself, as JSON in the section {@value #SECTION} of its file. Immutable.
 *
 * @param format version of this record; {@value #FORMAT}
 * @param name what the application is called: the base of the image's file name
 * @param main the application's main class
 * @param target the environment the image is for
 * @param architecture the processor it is for, such as {@code x86-64}
 * @param memory the memory it asks for in bytes; zero when the application does not say
 * @param ports TCP ports the application says it serves
 * @param environment environment variables of every instance
 * @param arguments arguments of every instance, before those given at start
 * @param properties system properties of every instance
 * @param sizes bytes of the image by origin
 * @param builder versions of what built it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageManifest(
        int format,
        String name,
        String main,
        String target,
        String architecture,
        long memory,
        List<Integer> ports,
        Map<String, String> environment,
        List<String> arguments,
        Map<String, String> properties,
        Map<String, Long> sizes,
        Map<String, String> builder) {

    /** The version this class writes and reads. */
    public static final int FORMAT = 1;

    /** The section it is kept in. */
    static final String SECTION = ".demitasse.manifest";

    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private static final long USUAL_MEMORY = 64L << 20;

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Makes absent collections empty and copies the others. */
    public ImageManifest {
        ports = ports == null ? List.of() : List.copyOf(ports);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
        arguments = arguments == null ? List.of() : List.copyOf(arguments);
        properties = properties == null ? Map.of() : Map.copyOf(properties);
        sizes = sizes == null ? Map.of() : Map.copyOf(sizes);
        builder = builder == null ? Map.of() : Map.copyOf(builder);
    }

    /** The bytes of memory an instance gets unless told otherwise: what the application asks for, or 64 MiB. */
    public long memoryOrUsual() {
        return memory == 0 ? USUAL_MEMORY : memory;
    }

    /** Whether a file is an ELF file, and so to be {@link #read} rather than an application to build. */
    public static boolean isElf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ELF.length), ELF);
        }
    }

    /**
     * Reads the manifest of an image file.
     *
     * @throws BuildException when the file is no image of ours, or one this version does not know
     * @throws IOException when it cannot be read
     */
    public static ImageManifest read(Path image) throws IOException {
        ElfFile file;
        try {
            file = ElfFile.map(image);
        } catch (LinkException e) {
            throw new BuildException(image + " is not a Demitasse image: it is no ELF file, or a damaged one", e);
        }
        Section section = file.section(SECTION)
                .orElseThrow(() -> new BuildException(image + " is not a Demitasse image: it has no manifest"));
        var json = StandardCharsets.UTF_8.decode(file.contents(section)).toString();
        try {
            int format = JSON.readTree(json).path("format").asInt();
            if (format != FORMAT) {
                throw new BuildException("%s has a manifest of format %d; this version reads %d: rebuild the image"
                        .formatted(image, format, FORMAT));
            }
            return JSON.readValue(json, ImageManifest.class);
        } catch (JacksonException e) {
            throw new BuildException(image + " has a damaged manifest: " + e.getOriginalMessage(), e);
        }
    }

    /** The JSON text of this manifest in UTF-8; equal manifests have equal bytes. */
    public byte[] toBytes() {
        try {
            return JSON.writer()
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .withDefaultPrettyPrinter()
                    .writeValueAsBytes(this);
        } catch (JacksonException e) {
            throw new IllegalStateException("a record of strings and numbers is always JSON", e);
        }
    }
}
