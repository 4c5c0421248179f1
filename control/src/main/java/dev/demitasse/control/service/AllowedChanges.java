package dev.demitasse.control.service;

import java.util.List;
import java.util.Optional;

/**
 * What the image of an update may differ in from the one that is wanted before it. Immutable.
 *
 * @param components names of components that may come, go, or have other bytes: names, beginnings of names with a star, or
 *     what {@code demi inspect} calls their origin, such as {@code app}
 * @param packages packages and classes that may come and go in components that are not named: {@code a.b}, or {@code a.b.*}
 *     with all below
 * @param ports ports that may come and go
 * @param drivers drivers that may come and go, as {@code demi inspect} names them
 * @param abilities what it may become able to do, or cease to be: {@code reflection}, {@code outbound-network}
 * @param settings settings that may have another value, such as {@code memory}
 * @param growth bytes that its file may be larger by, if that matters
 */
public record AllowedChanges(
        List<String> components,
        List<String> packages,
        List<Integer> ports,
        List<String> drivers,
        List<String> abilities,
        List<String> settings,
        Optional<Long> growth) {
    /** Copies the lists. */
    public AllowedChanges {
        components = List.copyOf(components);
        packages = List.copyOf(packages);
        ports = List.copyOf(ports);
        drivers = List.copyOf(drivers);
        abilities = List.copyOf(abilities);
        settings = List.copyOf(settings);
    }
}
