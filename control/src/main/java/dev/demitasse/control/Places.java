package dev.demitasse.control;

import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.egress.Destination;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where instances reach the ports that services publish. Stateless. */
final class Places {
    /** What stands for this host's loopback interface in the network of an instance. */
    private static final String HOST = "10.0.2.2";

    private Places() {}

    /** The ports of services, by their names; nothing of those that no instance can reach. */
    static Map<String, List<Destination>> of(Collection<ServiceSpec> services) {
        var places = new TreeMap<String, List<Destination>>();
        for (ServiceSpec service : services) {
            List<Destination> all = service.ports().stream()
                    .flatMap(port -> of(port).stream())
                    .distinct()
                    .toList();
            if (!all.isEmpty()) {
                places.put(service.name(), all);
            }
        }
        return places;
    }

    private static Optional<Destination> of(PublishedPort port) {
        return switch (port.address()) {
            // All of IPv6, too, is what Java's sockets take for all of IPv4 as well.
            case "0.0.0.0", "127.0.0.1", "::" -> place(HOST, port);
            default -> place(port.address(), port);
        };
    }

    /** Nothing for addresses of IPv6, of other loopback interfaces, and what else no instance reaches. */
    private static Optional<Destination> place(String address, PublishedPort port) {
        try {
            return Optional.of(Destination.parse(address + ":" + port.port()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
