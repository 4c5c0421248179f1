package dev.demitasse.control;

import dev.demitasse.contents.Capability;
import dev.demitasse.contents.Component;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.Difference;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.NamePattern;
import dev.demitasse.contents.Origin;
import dev.demitasse.control.service.AllowedChanges;
import dev.demitasse.toolchain.ChangedSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an update changes that it may not. That the classes of a component with the same bytes are compiled to another
 * size counts for nothing: it follows from what else has changed. Confined to one thread.
 */
final class UpdateReview {
    /** Of these the version says all; they are no files. */
    private static final Set<Origin> KNOWN_BY_VERSION = Set.of(Origin.JDK, Origin.COMPILER);

    private final AllowedChanges allowed;
    private final List<String> found = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();

    private UpdateReview(AllowedChanges allowed) {
        this.allowed = allowed;
    }

    /**
     * What is not allowed of the difference between two images, in words, what weighs most first; none when all is.
     *
     * @param settings what they say differently of themselves
     */
    static List<String> of(AllowedChanges allowed, List<ChangedSetting> settings, Contents before, Contents after) {
        var review = new UpdateReview(allowed);
        Difference difference = Difference.between(before, after);
        review.names(difference.capabilities(), allowed.abilities()::contains, UpdateReview::ability);
        review.names(difference.ports(), allowed.ports()::contains, (port, isNew) -> came("port " + port, isNew));
        review.names(
                difference.drivers(),
                driver ->
                        allowed.drivers().contains(driver) || allowed.drivers().contains(simple(driver)),
                (driver, isNew) -> came("driver " + simple(driver), isNew));
        settings.stream()
                .filter(one -> !allowed.settings().contains(one.name()))
                .forEach(one -> review.found.add(one.name() + " is " + one.after() + ", and was " + one.before()));
        review.components(Difference.reachable(before), Difference.reachable(after));
        long growth = after.size() - before.size();
        allowed.growth()
                .filter(limit -> growth > limit)
                .ifPresent(limit -> review.found.add("it is " + growth + " bytes larger, and growth is " + limit));
        review.found.addAll(review.classes);
        return List.copyOf(review.found);
    }

    private <T> void names(Difference.Names<T> names, Predicate<T> mayChange, BiFunction<T, Boolean, String> words) {
        names.added().stream().filter(mayChange.negate()).forEach(name -> found.add(words.apply(name, true)));
        names.removed().stream().filter(mayChange.negate()).forEach(name -> found.add(words.apply(name, false)));
    }

    private static String came(String what, boolean isNew) {
        return what + (isNew ? " is new" : " is gone");
    }

    private static String ability(String name, boolean isNew) {
        String words = switch (name) {
            case Capability.OUTBOUND_NETWORK -> "connect or send to others (outbound-network)";
            case Capability.REFLECTION -> "call by names known at run time only (reflection)";
            default -> name;
        };
        return "it can " + (isNew ? "now " : "no longer ") + words;
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private void components(Map<String, Component> old, Map<String, Component> now) {
        var names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            @Nullable Component was = old.get(name);
            @Nullable Component is = now.get(name);
            if (is == null) {
                if (was != null && !mayChange(was)) {
                    found.add(came("component " + was.title(), false));
                }
            } else if (!mayChange(is)) {
                component(was, is);
            }
        }
    }

    private void component(@Nullable Component was, Component is) {
        if (was == null) {
            found.add(came("component " + is.title(), true));
        } else if (!was.version().equals(is.version())) {
            found.add("component " + is.title() + " was " + was.version());
        } else if (!was.sha256().equals(is.sha256())) {
            found.add("component " + is.title() + " has other bytes");
        } else {
            classes(was, is);
        }
    }

    /** Those of a component that is what it was, or that is no file, of which that is not known. */
    private void classes(Component was, Component is) {
        boolean same = !is.sha256().isEmpty() || KNOWN_BY_VERSION.contains(is.origin());
        Map<String, ImageClass> old = mayNotChange(was);
        mayNotChange(is).forEach((name, type) -> {
            ImageClass before = old.remove(name);
            if (before == null) {
                classes.add(came("class " + name, true));
            } else if (!same && before.code() != type.code()) {
                classes.add("class " + name + " has machine code of another size");
            }
        });
        old.keySet().forEach(name -> classes.add(came("class " + name, false)));
    }

    private Map<String, ImageClass> mayNotChange(Component component) {
        var byName = new TreeMap<String, ImageClass>();
        component.classes().stream()
                .filter(type ->
                        allowed.packages().stream().noneMatch(pattern -> new NamePattern(pattern).matches(type)))
                .forEach(type -> byName.put(type.name(), type));
        return byName;
    }

    private boolean mayChange(Component component) {
        return allowed.components().stream()
                .anyMatch(pattern -> pattern.equals(component.origin().title())
                        || (pattern.endsWith("*")
                                ? component.name().startsWith(pattern.substring(0, pattern.length() - 1))
                                : component.name().equals(pattern)));
    }
}
