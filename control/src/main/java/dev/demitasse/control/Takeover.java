package dev.demitasse.control;

import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.fleet.Order;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.SpecReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Takes up what was wanted and what runs, from before this process. Confined to the control plane's loop. */
final class Takeover {
    private final Fleet fleet;
    private final ServiceTable services;
    private final Wishes wishes;
    private final Journal journal;

    Takeover(Fleet fleet, ServiceTable services, Wishes wishes, Journal journal) {
        this.fleet = fleet;
        this.services = services;
        this.wishes = wishes;
        this.journal = journal;
    }

    /**
     * Makes services of what is wanted, with their ports first of all, gives them the instances that run, and ends those of
     * no service.
     *
     * @param wanted the services' texts by their names
     */
    void begin(Map<String, String> wanted) throws IOException {
        List<Order> running = fleet.adopt();
        wanted.forEach((name, text) -> revive(name, text, running));
        running.stream()
                .filter(order -> services.find(order.service()).isEmpty())
                .forEach(order -> fleet.stop(order.id()));
        wishes.tellPlaces();
        running.forEach(order -> fleet.watch(order.id()));
        services.all().forEach(service -> service.controller().reconcile());
    }

    private void revive(String name, String text, List<Order> running) {
        try {
            ServiceSpec spec = SpecReader.read(name + ".yaml", text);
            RunningService service = wishes.revive(spec);
            for (Order order : running) {
                if (order.service().equals(name)) {
                    service.controller().adopt(order.id(), order.template(), fleet.isPaused(order.id()));
                }
            }
            service.gate().publish(spec);
        } catch (SpecException | IOException e) {
            journal.tell(name, "", Happening.WARNING, Reason.of(e));
        }
    }
}
