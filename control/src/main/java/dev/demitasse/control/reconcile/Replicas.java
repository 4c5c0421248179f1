package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.ServiceSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What is wanted of a service, and the instances that there are, in the order they came. Confined to the controller's thread. */
final class Replicas {
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private ServiceSpec spec;

    Replicas(ServiceSpec spec) {
        this.spec = spec;
    }

    /** What is wanted. */
    ServiceSpec spec() {
        return spec;
    }

    /** Something else is wanted. */
    void want(ServiceSpec other) {
        spec = other;
    }

    void add(Replica replica) {
        replicas.put(replica.id, replica);
    }

    Optional<Replica> find(String id) {
        return Optional.ofNullable(replicas.get(id));
    }

    Optional<Replica> remove(String id) {
        return Optional.ofNullable(replicas.remove(id));
    }

    Collection<Replica> all() {
        return Collections.unmodifiableCollection(replicas.values());
    }

    boolean any(Predicate<Replica> which) {
        return replicas.values().stream().anyMatch(which);
    }

    int count(Predicate<Replica> which) {
        return (int) replicas.values().stream().filter(which).count();
    }

    /** Whether an instance is of the template that is wanted. */
    boolean isFresh(Replica replica) {
        return replica.template.equals(spec.template());
    }

    RolloutStep.Census census() {
        return new RolloutStep.Census(
                count(replica -> replica.counts() && isFresh(replica)),
                count(replica -> replica.isReady() && isFresh(replica)),
                count(replica -> replica.counts() && !isFresh(replica)),
                count(replica -> replica.isReady() && !isFresh(replica)),
                count(replica -> !replica.counts() && !isFresh(replica)));
    }

    /** How each instance stands. */
    List<ServiceStatus.InstanceStatus> statuses() {
        return replicas.values().stream()
                .map(replica -> new ServiceStatus.InstanceStatus(
                        replica.id, replica.template.id(), isFresh(replica), replica.phase.name(), replica.started))
                .toList();
    }
}
