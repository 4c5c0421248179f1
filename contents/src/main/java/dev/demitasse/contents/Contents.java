package dev.demitasse.contents;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is inside an image. Immutable.
 *
 * @param size bytes of the image's file: the sum of all components and others
 * @param ports TCP ports that the application says it serves, ascending
 * @param drivers classes of the devices' drivers, by name
 * @param components where classes come from, by origin and name, those of which nothing is in the image among them; each
 *     class is in one
 * @param others what belongs to no class, by name
 * @param capabilities what the program can do, of what is looked for, by name
 * @param steps the ways to classes; each step stands behind the one before it
 */
public record Contents(
        long size,
        List<Integer> ports,
        List<String> drivers,
        List<Component> components,
        List<Part> others,
        List<Capability> capabilities,
        List<Step> steps) {
    private static final Comparator<Component> ORDER = Comparator.comparing(Component::origin)
            .thenComparing(Component::name)
            .thenComparing(Component::version)
            .thenComparing(Component::sha256);

    /**
     * Sorts and checks.
     *
     * @throws ContentsException when a class is in two components, the bytes do not add up, or a step has none before it
     */
    public Contents {
        ports = ports.stream().sorted().toList();
        drivers = drivers.stream().sorted().toList();
        components = components.stream().sorted(ORDER).toList();
        others = others.stream().sorted(Comparator.comparing(Part::name)).toList();
        capabilities = capabilities.stream()
                .sorted(Comparator.comparing(Capability::name))
                .toList();
        steps = List.copyOf(steps);
        requireSteps(steps);
        for (Capability capability : capabilities) {
            requireStep(capability.name(), capability.step(), steps.size());
        }
        requireOnce(components, steps.size());
        long sum = sum(components, others);
        if (sum != size) {
            throw new ContentsException("the parts add up to %d bytes, the image has %d".formatted(sum, size));
        }
    }

    private static void requireSteps(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            int parent = steps.get(i).parent();
            if (parent < -1 || parent >= i) {
                throw new ContentsException("step " + i + " follows step " + parent + ", which is not before it");
            }
        }
    }

    private static void requireOnce(List<Component> components, int steps) {
        Map<String, Component> holders = new HashMap<>();
        for (Component component : components) {
            for (ImageClass one : component.classes()) {
                Component other = holders.put(one.name(), component);
                if (other != null) {
                    throw new ContentsException(
                            "class %s is in %s and in %s".formatted(one.name(), other.title(), component.title()));
                }
                requireStep(one.name(), one.step(), steps);
            }
        }
    }

    private static void requireStep(String name, int step, int steps) {
        if (step < -1 || step >= steps) {
            throw new ContentsException(name + " is reached by a step that is not there");
        }
    }

    private static long sum(List<Component> components, List<Part> others) {
        return components.stream().mapToLong(Component::bytes).sum()
                + others.stream().mapToLong(Part::bytes).sum();
    }

    /** All classes in the image. */
    public Stream<ImageClass> classes() {
        return components.stream().flatMap(component -> component.classes().stream());
    }
}
