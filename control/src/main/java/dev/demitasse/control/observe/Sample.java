package dev.demitasse.control.observe;

import java.util.Map;

/**
 * What was measured in one second. Immutable.
 *
 * @param second since 1970
 * @param services by name and gauge; those that did nothing, as in the second before, are left out
 * @param instances by name and gauge
 */
public record Sample(long second, Map<String, Map<String, Float>> services, Map<String, Map<String, Float>> instances) {
    /** Copies the maps. */
    public Sample {
        services = Map.copyOf(services);
        instances = Map.copyOf(instances);
    }
}
