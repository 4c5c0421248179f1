package dev.demitasse.toolchain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an image is an OCI artifact: its file is the first layer, what is known of its contents the others, and its config
 * is what it says about itself with what a reader would otherwise have to compute. Stateless.
 */
public final class ImageArtifact {
    /** What the artifact is. */
    public static final String TYPE = "application/vnd.demitasse.image.v1";

    /** The config. */
    static final String CONFIG = "application/vnd.demitasse.config.v1+json";

    /** The image file. */
    public static final String ELF = "application/vnd.demitasse.image.v1+elf";

    /** The reports about an image that go where it goes: their media types by their names. */
    static final Map<String, String> SHARED_REPORTS = sharedReports();

    private static final ObjectMapper JSON = new ObjectMapper();

    private ImageArtifact() {}

    private static Map<String, String> sharedReports() {
        var types = new LinkedHashMap<String, String>();
        types.put("contents.gz", "application/vnd.demitasse.contents.v1+gzip");
        types.put("sbom.json", "application/vnd.cyclonedx+json");
        return types;
    }

    /**
     * Writes config and manifest of an image whose file is in a layout; they are not in its index yet.
     *
     * @param inputs what it was built from: digests by names
     * @param reports a folder, which may hold reports to share
     */
    static OciDescriptor write(OciLayout layout, OciDescriptor elf, Map<String, String> inputs, Path reports)
            throws IOException {
        var layers = new ArrayList<>(List.of(elf));
        for (var report : SHARED_REPORTS.entrySet()) {
            Path file = reports.resolve(report.getKey());
            if (Files.isRegularFile(file)) {
                layers.add(layout.share(file, report.getValue()));
            }
        }
        OciDescriptor config = layout.write(CONFIG, config(layout.blob(elf), elf, inputs));
        return layout.write(OciManifest.of(TYPE, config, layers));
    }

    private static byte[] config(Path image, OciDescriptor elf, Map<String, String> inputs) throws IOException {
        if (!(JSON.readTree(ImageManifest.read(image).toBytes()) instanceof ObjectNode config)) {
            throw new IllegalStateException("a record is always an object in JSON");
        }
        config.put("image", elf.digest());
        config.put("size", elf.size());
        config.put("leastMemory", BootTarget.leastMemory(elf.size()));
        config.put("entry", "0x" + Long.toHexString(ElfFile.map(image).entry()));
        ObjectNode from = config.putObject("inputs");
        inputs.forEach(from::put);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config);
    }
}
