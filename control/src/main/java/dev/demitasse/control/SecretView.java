package dev.demitasse.control;

import java.util.List;

/**
 * A secret as operators see it: without its value. Immutable.
 *
 * @param name its name
 * @param services the services that refer to it
 */
public record SecretView(String name, List<String> services) {
    /** Copies the list. */
    public SecretView {
        services = List.copyOf(services);
    }
}
