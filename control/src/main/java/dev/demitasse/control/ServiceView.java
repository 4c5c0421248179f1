package dev.demitasse.control;

import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.reconcile.ServiceStatus;
import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.gateway.BackendStatistics;
import dev.demitasse.gateway.UpstreamStatistics;
import java.util.List;

/**
 * A service as operators see it. Immutable.
 *
 * @param name its name
 * @param state in a word
 * @param image the digest
 * @param template what instances are made of, in twelve digits
 * @param proven whether that has shown that it works
 * @param min instances at least
 * @param max instances at most
 * @param ports where clients connect
 * @param waiting connections that wait for an instance
 * @param active connections that instances have
 * @param connections connections of TCP so far
 * @param requests requests of HTTP so far
 * @param errors connections and requests that failed so far
 * @param bytesIn bytes from clients so far
 * @param bytesOut bytes to clients so far
 * @param instances what runs
 */
public record ServiceView(
        String name,
        String state,
        String image,
        String template,
        boolean proven,
        int min,
        int max,
        List<String> ports,
        int waiting,
        int active,
        long connections,
        long requests,
        long errors,
        long bytesIn,
        long bytesOut,
        List<InstanceView> instances) {

    /** Copies the lists. */
    public ServiceView {
        ports = List.copyOf(ports);
        instances = List.copyOf(instances);
    }

    /**
     * An instance as operators see it.
     *
     * @param id its name
     * @param phase {@code STARTING}, {@code WARM}, {@code READY}, {@code DRAINING} or {@code STOPPING}
     * @param template what it is made of
     * @param current whether that is what is wanted
     * @param started when, in ISO 8601
     * @param pid its process, or 0
     * @param active connections that it has
     * @param served connections or requests that it was given
     */
    public record InstanceView(
            String id,
            String phase,
            String template,
            boolean current,
            String started,
            long pid,
            int active,
            long served) {}

    static ServiceView of(ServiceSpec spec, ServiceStatus status, ServiceGate gate, Fleet fleet) {
        List<UpstreamStatistics> upstreams = List.copyOf(gate.statistics().values());
        List<BackendStatistics> backends = upstreams.stream()
                .flatMap(upstream -> upstream.backends().stream())
                .toList();
        List<InstanceView> instances = status.instances().stream()
                .map(instance -> instance(instance, backends, fleet))
                .toList();
        return new ServiceView(
                spec.name(),
                status.state().name(),
                spec.template().image(),
                spec.template().id(),
                status.proven(),
                spec.scale().min(),
                spec.scale().max(),
                spec.ports().stream().map(PublishedPort::text).toList(),
                upstreams.stream().mapToInt(UpstreamStatistics::waiting).sum(),
                upstreams.stream().mapToInt(UpstreamStatistics::active).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::connections).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::requests).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::errors).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::bytesIn).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::bytesOut).sum(),
                instances);
    }

    private static InstanceView instance(
            ServiceStatus.InstanceStatus status, List<BackendStatistics> backends, Fleet fleet) {
        List<BackendStatistics> own = backends.stream()
                .filter(backend -> backend.id().equals(status.id()))
                .toList();
        return new InstanceView(
                status.id(),
                status.phase(),
                status.template(),
                status.current(),
                status.started().toString(),
                fleet.pid(status.id()).orElse(0),
                own.stream().mapToInt(BackendStatistics::active).sum(),
                own.stream().mapToLong(BackendStatistics::served).sum());
    }
}
