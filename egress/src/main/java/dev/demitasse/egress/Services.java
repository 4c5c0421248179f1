package dev.demitasse.egress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Where the services of a control plane are reached from inside the user network, as it said last. One process knows those of
 * one control plane. Thread-safe.
 */
final class Services {
    /** Kept for private use by ICANN (resolution 2024.07.29.06), so that no name outside is hidden. */
    private static final String DOMAIN = ".internal";

    private volatile Map<String, List<Destination>> known = Map.of();

    /** The words that tell of services, each behind its name, which has no colon in it. */
    static String[] words(Map<String, List<Destination>> services) {
        var words = new ArrayList<String>(List.of(Message.SERVICES));
        services.forEach((name, places) -> {
            words.add(name);
            places.forEach(place -> words.add(place.toString()));
        });
        return words.toArray(String[]::new);
    }

    /** Reads what {@link #words} gives. */
    void become(List<String> words) {
        var told = new LinkedHashMap<String, List<Destination>>();
        List<Destination> places = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            if (word.contains(":")) {
                places.add(Destination.parse(word));
            } else {
                places = new ArrayList<>();
                told.put(word, places);
            }
        }
        known = told;
    }

    /** What a service is called by the applications of others. */
    static String name(String service) {
        return service + DOMAIN;
    }

    /** Whether an address and port are a service's; nothing is one of no service. */
    boolean has(String service, Protocol protocol, int address, int port) {
        return known.getOrDefault(service, List.of()).stream()
                .anyMatch(place -> place.covers(protocol, port)
                        && place.place() instanceof Destination.Prefix prefix
                        && prefix.contains(address));
    }

    /** The addresses of a service; none of one that there is not. */
    List<Integer> addresses(String service) {
        var addresses = new LinkedHashSet<Integer>();
        for (Destination place : known.getOrDefault(service, List.of())) {
            if (place.place() instanceof Destination.Prefix prefix) {
                addresses.add(prefix.address());
            }
        }
        return List.copyOf(addresses);
    }
}
