package dev.demitasse.egress;

import java.util.List;
import java.util.Optional;

/** What one instance may reach. Thread-safe. */
final class Rules {
    private final List<Destination> destinations;
    private final Names names;
    private final Services services;

    Rules(List<Destination> destinations, Names names, Services services) {
        this.destinations = List.copyOf(destinations);
        this.names = names;
        this.services = services;
    }

    /** Whether an address may be reached; {@link Names.Answer#SOON} while the name is asked whose address it may be. */
    Names.Answer allow(Protocol protocol, int address, int port) {
        if (port == 0 || !Ipv4.isUnicast(address)) {
            return Names.Answer.NO;
        }
        Names.Answer answer = Names.Answer.NO;
        for (Destination destination : destinations) {
            if (destination.covers(protocol, port)) {
                Names.Answer now = place(destination.place(), protocol, address, port);
                if (now == Names.Answer.YES) {
                    return now;
                }
                if (now == Names.Answer.SOON) {
                    answer = now;
                }
            }
        }
        return answer;
    }

    private Names.Answer place(Destination.Place place, Protocol protocol, int address, int port) {
        return switch (place) {
            case Destination.Name(String name) -> names.has(name, address);
            case Destination.Service(String name) ->
                services.has(name, protocol, address, port) ? Names.Answer.YES : Names.Answer.NO;
            // What is inside the user network is our host, which only who names it means.
            case Destination.Prefix prefix ->
                prefix.contains(address) && (prefix.length() == 32 || !Ipv4.isInside(address))
                        ? Names.Answer.YES
                        : Names.Answer.NO;
        };
    }

    /** Whether a name may be asked about. */
    boolean lists(String name) {
        return destinations.stream()
                .anyMatch(destination ->
                        destination.place() instanceof Destination.Name(String listed) && listed.equals(name));
    }

    /** The service that a name stands for; empty for one that is not listed, or is of no service. */
    Optional<String> service(String name) {
        for (Destination destination : destinations) {
            if (destination.place() instanceof Destination.Service(String service)
                    && Services.name(service).equals(name)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }

    Services services() {
        return services;
    }

    Names names() {
        return names;
    }
}
