package dev.demitasse.control;

import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.UnknownException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The services that there are, by name, those being deleted included. Confined to the control plane's loop. */
final class ServiceTable {
    private final Map<String, RunningService> services = new TreeMap<>();

    /** All, by name. */
    Collection<RunningService> all() {
        return Collections.unmodifiableCollection(services.values());
    }

    Optional<RunningService> find(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /**
     * One that is there.
     *
     * @throws UnknownException when it is not
     */
    RunningService known(String name) {
        return find(name).orElseThrow(() -> UnknownException.service(name));
    }

    void put(String name, RunningService service) {
        services.put(name, service);
    }

    /** The digest of what a service is made of now, unless it is being deleted. */
    Optional<String> image(String name) {
        return find(name)
                .filter(service -> !service.controller().isDeleted())
                .flatMap(service -> service.controller().spec().template().digest());
    }

    /** What is wanted; nothing of services that are being deleted, whose ports are free. */
    List<ServiceSpec> wanted() {
        return services.values().stream()
                .filter(service -> !service.controller().isDeleted())
                .map(service -> service.controller().spec())
                .toList();
    }

    /** The names of services of which something is so. */
    List<String> names(Predicate<ServiceSpec> which) {
        return services.values().stream()
                .map(service -> service.controller().spec())
                .filter(which)
                .map(ServiceSpec::name)
                .toList();
    }

    /** Forgets the services that were deleted and whose last instance has ended. */
    void forgetGone() {
        services.values().removeIf(service -> {
            boolean gone = service.controller().isGone();
            if (gone) {
                service.gate().close();
            }
            return gone;
        });
    }
}
