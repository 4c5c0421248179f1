package dev.demitasse.contents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What differs between the contents of two images. Of classes and components the machine code is compared: what two classes
 * share of the image heap belongs to one of them, and a small change may make it the other. Immutable.
 *
 * @param size bytes of both
 * @param classes classes by name that only one of them has
 * @param components components that only one of them has, or that differ in version or machine code
 * @param resized classes of both whose machine code differs in size
 * @param heap bytes of the image heap that belong to classes, of both
 * @param ports ports that only one of them has
 * @param drivers drivers that only one of them has
 * @param capabilities what only one of them can do: see {@link Capability}
 */
public record Difference(
        Sizes size,
        Names<String> classes,
        Components components,
        List<Resized> resized,
        Sizes heap,
        Names<Integer> ports,
        Names<String> drivers,
        Names<String> capabilities) {
    /** Bytes before and after. */
    public record Sizes(long before, long after) {}

    /** What is there after and was not before, and the other way about. */
    public record Names<T>(List<T> added, List<T> removed) {
        static <T> Names<T> of(Collection<T> before, Collection<T> after) {
            var added = new TreeSet<>(after);
            added.removeAll(before);
            var removed = new TreeSet<>(before);
            removed.removeAll(after);
            return new Names<>(List.copyOf(added), List.copyOf(removed));
        }

        /** Whether both have the same. */
        public boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty();
        }
    }

    /**
     * A class of both.
     *
     * @param name the class
     * @param before bytes of its machine code
     * @param after bytes of its machine code
     */
    public record Resized(String name, long before, long after) {}

    /**
     * A component of both.
     *
     * @param name see {@link Component}
     * @param before bytes of its classes
     * @param after bytes of its classes
     * @param versionBefore empty when not known
     * @param versionAfter empty when not known
     */
    public record Changed(String name, long before, long after, String versionBefore, String versionAfter) {}

    /**
     * Components that differ.
     *
     * @param added with something in the image after, and not there or with nothing before
     * @param removed the other way about
     * @param changed of both
     */
    public record Components(List<String> added, List<String> removed, List<Changed> changed) {}

    /** The difference between two images. */
    public static Difference between(Contents before, Contents after) {
        return new Difference(
                new Sizes(before.size(), after.size()),
                Names.of(classNames(before), classNames(after)),
                components(before, after),
                resized(before, after),
                new Sizes(heap(before), heap(after)),
                Names.of(before.ports(), after.ports()),
                Names.of(before.drivers(), after.drivers()),
                Names.of(capabilities(before), capabilities(after)));
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return size.before == size.after
                && heap.before == heap.after
                && classes.isEmpty()
                && components.added.isEmpty()
                && components.removed.isEmpty()
                && components.changed.isEmpty()
                && resized.isEmpty()
                && ports.isEmpty()
                && drivers.isEmpty()
                && capabilities.isEmpty();
    }

    private static List<String> classNames(Contents contents) {
        return contents.classes().map(ImageClass::name).toList();
    }

    private static List<String> capabilities(Contents contents) {
        return contents.capabilities().stream().map(Capability::name).toList();
    }

    private static Components components(Contents before, Contents after) {
        Map<String, Component> old = reachable(before);
        Map<String, Component> now = reachable(after);
        Names<String> names = Names.of(old.keySet(), now.keySet());
        var changed = new ArrayList<Changed>();
        now.forEach((name, component) -> {
            Component was = old.get(name);
            boolean same =
                    was == null || code(was) == code(component) && was.version().equals(component.version());
            if (was != null && !same) {
                changed.add(new Changed(name, was.bytes(), component.bytes(), was.version(), component.version()));
            }
        });
        return new Components(names.added, names.removed, List.copyOf(changed));
    }

    /**
     * The components of which something is in an image, by name; where one name stands for several, as with jars of the same
     * library, by name, version and origin.
     */
    public static Map<String, Component> reachable(Contents contents) {
        List<Component> all =
                contents.components().stream().filter(Component::reachable).toList();
        Map<String, Long> often = all.stream().collect(Collectors.groupingBy(Component::name, Collectors.counting()));
        return all.stream()
                .collect(Collectors.toMap(
                        one -> often.getOrDefault(one.name(), 0L) > 1 ? one.title() + " " + one.origin() : one.name(),
                        Function.identity(),
                        (one, _) -> one,
                        TreeMap::new));
    }

    private static long code(Component component) {
        return component.classes().stream().mapToLong(ImageClass::code).sum();
    }

    private static long heap(Contents contents) {
        return contents.classes().mapToLong(ImageClass::heap).sum();
    }

    private static List<Resized> resized(Contents before, Contents after) {
        Map<String, Long> old =
                before.classes().collect(Collectors.toMap(ImageClass::name, ImageClass::code, Long::sum, HashMap::new));
        return after.classes()
                .filter(one -> old.containsKey(one.name()))
                .map(one -> new Resized(one.name(), old.getOrDefault(one.name(), 0L), one.code()))
                .filter(one -> one.before != one.after)
                .sorted(Comparator.comparingLong((Resized one) -> Math.abs(one.after - one.before))
                        .reversed()
                        .thenComparing(Resized::name))
                .toList();
    }
}
