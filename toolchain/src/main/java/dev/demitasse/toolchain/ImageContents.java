package dev.demitasse.toolchain;

import dev.demitasse.contents.Capability;
import dev.demitasse.contents.Component;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.Part;
import dev.demitasse.contents.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is inside a linked image: what the builder's {@code ContentsReport} wrote of classes, and what the linker and the
 * sections of the objects tell of the rest, so that all bytes of the file are told. Confined to one thread.
 */
final class ImageContents {
    /** What the builder writes, for this class only. */
    private static final List<String> REPORTS =
            List.of("classes.txt", "steps.txt", "capabilities.txt", "heap-other.txt");

    private final BuildPlan plan;
    private final Distribution distribution;
    private final Path reports;
    private final Map<String, Long> others = new TreeMap<>();
    private final List<String> drivers = new ArrayList<>();

    /**
     * The contents of an image.
     *
     * @param reports where the builder wrote
     */
    ImageContents(BuildPlan plan, Distribution distribution, Path reports) {
        this.plan = plan;
        this.distribution = distribution;
        this.reports = reports;
    }

    /**
     * Reads and adds up.
     *
     * @param image the linked file
     * @param objects what it was linked from, SVM's own first
     */
    Contents of(Path image, List<ElfObject> objects) throws IOException {
        Map<ComponentSource, Map<String, ImageClass>> classes = classes();
        List<Component> components = new ArrayList<>();
        classes.forEach((source, found) -> components.add(source.component(List.copyOf(found.values()))));
        long size = Files.size(image);
        addOthers(size, components, objects);
        return new Contents(
                size,
                plan.settings().ports(),
                drivers,
                components,
                others.entrySet().stream()
                        .map(other -> new Part(other.getKey(), other.getValue()))
                        .toList(),
                capabilities(),
                steps());
    }

    /** Removes what the builder wrote for this class: it is many times as large as what became of it. */
    void discardReports() throws IOException {
        for (String name : REPORTS) {
            Files.deleteIfExists(reports.resolve(name));
        }
    }

    /** All sources, those of which no class is in the image too, with their classes by name. */
    private Map<ComponentSource, Map<String, ImageClass>> classes() throws IOException {
        var sources = new ComponentSources(plan.application(), distribution);
        var found = new LinkedHashMap<ComponentSource, Map<String, ImageClass>>();
        sources.onClassPath().forEach(source -> found.put(source, new TreeMap<>()));
        var holders = new HashMap<String, ComponentSource>();
        for (String line : Files.readAllLines(reports.resolve("classes.txt"))) {
            String[] fields = line.split("\t", 6);
            String name = fields[5];
            var one = new ImageClass(
                    name, Long.parseLong(fields[0]), Long.parseLong(fields[1]), Integer.parseInt(fields[2]));
            if (!fields[3].isEmpty()) {
                drivers.add(name);
            }
            // Two hidden classes may share a name.
            ComponentSource source = holders.computeIfAbsent(name, _ -> sources.of(fields[4]));
            found.computeIfAbsent(source, _ -> new TreeMap<>()).merge(name, one, ImageContents::both);
        }
        return found;
    }

    private static ImageClass both(ImageClass one, ImageClass other) {
        return new ImageClass(one.name(), one.code() + other.code(), one.heap() + other.heap(), one.step());
    }

    private List<Capability> capabilities() throws IOException {
        return Files.readAllLines(reports.resolve("capabilities.txt")).stream()
                .map(line -> line.split("\t", 2))
                .map(fields -> new Capability(fields[1], Integer.parseInt(fields[0])))
                .toList();
    }

    private List<Step> steps() throws IOException {
        return Files.readAllLines(reports.resolve("steps.txt")).stream()
                .map(line -> line.split("\t", 3))
                .map(fields -> new Step(Integer.parseInt(fields[0]), fields[1], fields[2]))
                .toList();
    }

    private void addOthers(long size, List<Component> components, List<ElfObject> objects) throws IOException {
        long code = components.stream()
                .flatMap(component -> component.classes().stream())
                .mapToLong(ImageClass::code)
                .sum();
        long heap = components.stream()
                .flatMap(component -> component.classes().stream())
                .mapToLong(ImageClass::heap)
                .sum();
        for (String line : Files.readAllLines(reports.resolve("heap-other.txt"))) {
            String[] fields = line.split("\t", 2);
            add("image heap: " + fields[1], Long.parseLong(fields[0]));
            heap += Long.parseLong(fields[0]);
        }
        long text = 0;
        long inHeap = 0;
        for (ElfObject object : objects) {
            boolean compiled = object == objects.getFirst();
            for (Section section : object.sections()) {
                if (!section.allocated() || !section.occupiesFile()) {
                    continue;
                }
                switch (Region.of(section)) {
                    case TEXT -> {
                        text += compiled ? section.size() : 0;
                        add(
                                "machine code that no class has: entry, switching of threads, traps",
                                compiled ? 0 : section.size());
                    }
                    case DATA -> {
                        boolean isHeap = section.name().equals(Region.IMAGE_HEAP_SECTION);
                        inHeap += isHeap ? section.size() : 0;
                        add("initialised data", isHeap ? 0 : section.size());
                    }
                    default -> add("constants of the machine code", section.size());
                }
            }
        }
        add("gaps between methods", text - code);
        add("image heap: headers and gaps", inHeap - heap);
        long told = code
                + components.stream()
                        .flatMap(component -> component.classes().stream())
                        .mapToLong(ImageClass::heap)
                        .sum()
                + others.values().stream().mapToLong(Long::longValue).sum();
        add("file headers, manifest and gaps between pages", size - told);
    }

    private void add(String name, long bytes) {
        if (bytes != 0) {
            others.merge(name, bytes, Long::sum);
        }
    }
}
