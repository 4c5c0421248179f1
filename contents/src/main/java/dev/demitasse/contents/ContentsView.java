package dev.demitasse.contents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Contents by size, as commands and the REST API tell them: the largest first, at every depth. All bytes of components
 * and others add up to the size. Immutable.
 *
 * @param size bytes of the image
 * @param components where its classes come from
 * @param other what belongs to no class
 * @param drivers classes of the devices' drivers
 * @param ports TCP ports that the application says it serves
 */
public record ContentsView(
        long size, List<ComponentView> components, List<Part> other, List<String> drivers, List<Integer> ports) {
    /**
     * A component.
     *
     * @param name see {@link Component}
     * @param version empty when not known
     * @param origin see {@link Origin#title}
     * @param bytes of its classes
     * @param classes how many it has in the image
     * @param reachable whether it has any
     * @param packages its classes by package
     */
    public record ComponentView(
            String name,
            String version,
            String origin,
            long bytes,
            int classes,
            boolean reachable,
            List<PackageView> packages) {
        static ComponentView of(Component component) {
            return new ComponentView(
                    component.name(),
                    component.version(),
                    component.origin().title(),
                    component.bytes(),
                    component.classes().size(),
                    component.reachable(),
                    PackageView.of(component));
        }
    }

    /**
     * A package of a component.
     *
     * @param name empty for the unnamed one
     * @param bytes of its classes
     * @param classes the classes with their bytes
     */
    public record PackageView(String name, long bytes, List<Part> classes) {
        static List<PackageView> of(Component component) {
            var packages = new TreeMap<String, List<Part>>();
            for (ImageClass one : component.classes()) {
                packages.computeIfAbsent(one.packageName(), _ -> new ArrayList<>())
                        .add(new Part(one.name(), one.bytes()));
            }
            return packages.entrySet().stream()
                    .map(found ->
                            new PackageView(found.getKey(), sum(found.getValue()), largestFirst(found.getValue())))
                    .sorted(Comparator.comparingLong(PackageView::bytes)
                            .reversed()
                            .thenComparing(PackageView::name))
                    .toList();
        }
    }

    /** The view of contents. */
    public static ContentsView of(Contents contents) {
        return new ContentsView(
                contents.size(),
                contents.components().stream()
                        .map(ComponentView::of)
                        .sorted(Comparator.comparingLong(ComponentView::bytes)
                                .reversed()
                                .thenComparing(ComponentView::name))
                        .toList(),
                largestFirst(contents.others()),
                contents.drivers(),
                contents.ports());
    }

    private static List<Part> largestFirst(List<Part> parts) {
        return parts.stream()
                .sorted(Comparator.comparingLong(Part::bytes).reversed().thenComparing(Part::name))
                .toList();
    }

    private static long sum(List<Part> parts) {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
