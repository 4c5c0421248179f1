package dev.demitasse.control.observe;

import dev.demitasse.control.Event;
import dev.demitasse.control.ServiceView;
import java.util.List;

/** What somebody who watches is told. */
public sealed interface Watching {
    /** All services, at the beginning. */
    record All(List<ServiceView> services) implements Watching {
        /** Copies the list. */
        public All {
            services = List.copyOf(services);
        }
    }

    /** A service is new, or not what it was. */
    record Changed(ServiceView service) implements Watching {}

    /** There is no service of that name any more. */
    record Gone(String name) implements Watching {}

    /** Something happened. */
    record Happened(Event event) implements Watching {}

    /** What services have done in the second that is over. */
    record Measured(Sample sample) implements Watching {}
}
