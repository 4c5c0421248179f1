package dev.demitasse.control;

import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.service.UnknownException;
import dev.demitasse.gateway.Latencies;
import dev.demitasse.gateway.UpstreamStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How services and instances stand, as operators see them. Confined to the control plane's loop. */
final class Overview {
    private final ServiceTable services;
    private final Fleet fleet;

    Overview(ServiceTable services, Fleet fleet) {
        this.services = services;
        this.fleet = fleet;
    }

    /** All services, by name. */
    List<ServiceView> services() {
        return services.all().stream().map(this::view).toList();
    }

    /** One service. */
    ServiceView service(String name) {
        return view(services.known(name));
    }

    private ServiceView view(RunningService service) {
        return ServiceView.of(service, fleet);
    }

    /** One instance, also one that has ended lately. */
    ServiceView.OwnedInstance instance(String id) {
        return services().stream()
                .flatMap(service -> service.instances().stream()
                        .filter(instance -> instance.id().equals(id))
                        .map(instance -> new ServiceView.OwnedInstance(service.name(), instance)))
                .findFirst()
                .or(() -> fleet.order(id)
                        .map(order -> new ServiceView.OwnedInstance(
                                order.service(),
                                ServiceView.ended(id, order.template().id(), fleet.timeline(id)))))
                .orElseThrow(
                        () -> new UnknownException("there is no instance " + id + "; demi services -v lists them"));
    }

    /** How long the requests of each service took so far, by its name. */
    Map<String, Latencies> latencies() {
        var latencies = new TreeMap<String, Latencies>();
        services.all()
                .forEach(service -> latencies.put(
                        service.controller().spec().name(),
                        service.gate().statistics().values().stream()
                                .map(UpstreamStatistics::latencies)
                                .reduce(Latencies.NONE, Latencies::and)));
        return latencies;
    }
}
