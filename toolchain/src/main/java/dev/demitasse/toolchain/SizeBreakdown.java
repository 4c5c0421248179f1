package dev.demitasse.toolchain;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many bytes of an image come from where. Machine code is counted by the class it was compiled from, the image heap
 * as a whole, and what is left (constants, alignment) as "other". Stateless but for its inputs.
 */
final class SizeBreakdown {
    private final Application application;
    private final Distribution distribution;
    private final Path reports;

    /**
     * A breakdown.
     *
     * @param reports where the builder's {@code SizeReport} wrote
     */
    SizeBreakdown(Application application, Distribution distribution, Path reports) {
        this.application = application;
        this.distribution = distribution;
        this.reports = reports;
    }

    /** Bytes by origin: app, libraries, library-os, jdk, svm, image-heap, other; their sum is what is loaded. */
    Map<String, Long> of(ElfObject object) throws IOException {
        var sizes = new LinkedHashMap<String, Long>();
        List.of("app", "libraries", "library-os", "jdk", "svm", "image-heap", "other")
                .forEach(origin -> sizes.put(origin, 0L));
        long code = 0;
        for (String line : Files.readAllLines(reports.resolve("code.txt"))) {
            String[] fields = line.split("\t", 2);
            long bytes = Long.parseLong(fields[0]);
            sizes.merge(origin(fields[1]), bytes, Long::sum);
            code += bytes;
        }
        long loaded = 0;
        long heap = 0;
        for (Section section : object.sections()) {
            if (section.allocated() && section.occupiesFile()) {
                loaded += section.size();
                heap += section.name().equals(Region.IMAGE_HEAP_SECTION) ? section.size() : 0;
            }
        }
        sizes.put("image-heap", heap);
        sizes.put("other", Math.max(0, loaded - heap - code));
        return sizes;
    }

    private String origin(String source) {
        if (source.startsWith("module:")) {
            String module = source.substring("module:".length());
            boolean svm = module.startsWith("org.graalvm.") || module.startsWith("jdk.graal.");
            return svm ? "svm" : "jdk";
        }
        if (!source.startsWith("file:")) {
            return "jdk";
        }
        Path path = Path.of(URI.create(source)).toAbsolutePath();
        if (distribution.osJars().stream().anyMatch(path::equals)) {
            return "library-os";
        }
        return application.own().stream().anyMatch(path::equals) ? "app" : "libraries";
    }
}
