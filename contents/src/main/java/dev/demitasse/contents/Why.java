package dev.demitasse.contents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Why something is in an image: the way to it from the application's {@code main}, from where the machine boots, or, when
 * neither leads to it, from what registered it. Immutable.
 */
public final class Why {
    private static final int SUGGESTIONS = 5;
    private static final String ALL = ".*";

    private final Contents contents;

    /** For one image. */
    public Why(Contents contents) {
        this.contents = contents;
    }

    /** What a name stands for. */
    public enum Kind {
        /** A class. */
        CLASS("class"),
        /** A package, or with {@code .*} behind it all packages that begin so; shown is the class nearest to the beginning. */
        PACKAGE("package"),
        /** A device's driver. */
        DRIVER("driver");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /**
     * A step of the way.
     *
     * @param method a method with the types of its parameters; a class; or, first, what registered the next
     * @param how what the step before does: {@code calls}; at the beginning, why it is one
     */
    public record Hop(String method, String how) {}

    /**
     * An answer.
     *
     * @param name what was found, in full
     * @param kind what it is
     * @param path the way to it; empty when the build did not learn of one
     */
    public record Answer(String name, Kind kind, List<Hop> path) {}

    /**
     * The way to a class by its full name, or its last part when only one class has it; to a package; or to a driver by the
     * name of its class in any case, with or without dashes.
     */
    public Optional<Answer> of(String name) {
        return driver(name)
                .map(driver -> answer(driver, Kind.DRIVER, one -> one.name().equals(driver)))
                .or(() -> nearest(one -> one.name().equals(name)).map(one -> answer(one.name(), Kind.CLASS, one)))
                .or(() -> ofPackage(name))
                .or(() -> onlyOne(name).map(one -> answer(one.name(), Kind.CLASS, one)));
    }

    /** Names of the image that are much like one that is not in it, the likest first. */
    public List<String> suggestions(String name) {
        String last = lastPart(name).toLowerCase(Locale.ROOT);
        record Candidate(String name, int distance) {}
        return contents.classes()
                .map(ImageClass::name)
                .filter(one -> one.indexOf('/') < 0)
                .map(one -> new Candidate(
                        one, EditDistance.of(last, lastPart(one).toLowerCase(Locale.ROOT), last.length() / 3 + 1)))
                .filter(one -> one.distance() <= last.length() / 3)
                .sorted(Comparator.comparingInt(Candidate::distance)
                        .thenComparingInt(one -> EditDistance.of(name, one.name(), Integer.MAX_VALUE))
                        .thenComparing(Candidate::name))
                .limit(SUGGESTIONS)
                .map(Candidate::name)
                .toList();
    }

    /** The way that ends with a step. */
    List<Hop> path(int step) {
        var way = new ArrayDeque<Hop>();
        for (int i = step; i >= 0; i = contents.steps().get(i).parent()) {
            Step one = contents.steps().get(i);
            way.push(new Hop(one.text(), one.how()));
        }
        return List.copyOf(way);
    }

    private Optional<String> driver(String name) {
        String plain = plain(name);
        return contents.drivers().stream()
                .filter(driver -> driver.equals(name) || plain(lastPart(driver)).equals(plain))
                .findFirst();
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    private Optional<Answer> ofPackage(String name) {
        boolean below = name.endsWith(ALL);
        String base = below ? name.substring(0, name.length() - ALL.length()) : name;
        Predicate<ImageClass> within = one -> {
            String its = one.packageName();
            return its.equals(base) || below && its.startsWith(base + ".");
        };
        return base.isEmpty() ? Optional.empty() : nearest(within).map(one -> answer(name, Kind.PACKAGE, one));
    }

    private Optional<ImageClass> onlyOne(String name) {
        List<ImageClass> found = contents.classes()
                .filter(one -> lastPart(one.name()).equals(name))
                .limit(2)
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The class with the shortest way of those that begin at main or at an entry point; else of the others. */
    Optional<ImageClass> nearest(Predicate<ImageClass> which) {
        return contents.classes()
                .filter(which)
                .min(Comparator.<ImageClass>comparingInt(one -> length(one.step()))
                        .thenComparing(ImageClass::name));
    }

    private int length(int step) {
        if (step < 0) {
            return Integer.MAX_VALUE;
        }
        int length = 1;
        int first = step;
        while (contents.steps().get(first).parent() >= 0) {
            first = contents.steps().get(first).parent();
            length++;
        }
        // Nothing says of a way that begins with a sentence where it is entered.
        return contents.steps().get(first).how().isEmpty()
                ? length + contents.steps().size()
                : length;
    }

    private Answer answer(String name, Kind kind, Predicate<ImageClass> which) {
        return nearest(which).map(one -> answer(name, kind, one)).orElseGet(() -> new Answer(name, kind, List.of()));
    }

    private Answer answer(String name, Kind kind, ImageClass one) {
        return new Answer(name, kind, path(one.step()));
    }

    /** The way as lines for people: each method, and before it what the one above does. */
    public static List<String> lines(List<Hop> path) {
        var lines = new ArrayList<String>();
        for (Hop hop : path) {
            lines.add(
                    lines.isEmpty()
                            ? Stream.of(hop.method(), hop.how().isEmpty() ? "" : "(" + hop.how() + ")")
                                    .filter(text -> !text.isEmpty())
                                    .reduce((one, other) -> one + "  " + other)
                                    .orElse("")
                            : "  " + hop.how() + " " + hop.method());
        }
        return lines;
    }
}
