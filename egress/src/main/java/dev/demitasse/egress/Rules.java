package dev.demitasse.egress;

import java.util.List;

/** What one instance may reach. Thread-safe. */
final class Rules {
    private final List<Destination> destinations;
    private final Names names;

    Rules(List<Destination> destinations, Names names) {
        this.destinations = List.copyOf(destinations);
        this.names = names;
    }

    /** Whether an address may be reached; {@link Names.Answer#SOON} while the name is asked whose address it may be. */
    Names.Answer allow(Protocol protocol, int address, int port) {
        if (port == 0 || !Ipv4.isUnicast(address)) {
            return Names.Answer.NO;
        }
        Names.Answer answer = Names.Answer.NO;
        for (Destination destination : destinations) {
            if (destination.covers(protocol, port)) {
                Names.Answer now = place(destination.place(), address);
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

    private Names.Answer place(Destination.Place place, int address) {
        return switch (place) {
            case Destination.Name(String name) -> names.has(name, address);
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

    Names names() {
        return names;
    }
}
