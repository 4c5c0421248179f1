package dev.demitasse.control;

import dev.demitasse.control.fleet.BootTimeline;
import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.reconcile.ServiceStatus;
import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.gateway.BackendStatistics;
import dev.demitasse.gateway.UpstreamStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A service as operators see it. Immutable.
 *
 * @param name its name
 * @param state in a word
 * @param image the digest
 * @param template what instances are made of, in twelve digits
 * @param proven whether that has shown that it works
 * @param untrusted why what it is made of is believed no more, where it has to be; else empty
 * @param min instances at least
 * @param max instances at most
 * @param ports where clients connect
 * @param waiting connections that wait for an instance
 * @param active connections that instances have
 * @param connections connections of TCP so far
 * @param requests requests of HTTP so far
 * @param errors connections and requests that failed so far
 * @param boots instances that were started so far, by this control plane
 * @param bytesIn bytes from clients so far
 * @param bytesOut bytes to clients so far
 * @param denied packets of its instances that {@code egress} did not let out so far, as told to this control plane
 * @param instances what runs
 */
public record ServiceView(
        String name,
        String state,
        String image,
        String template,
        boolean proven,
        String untrusted,
        int min,
        int max,
        List<String> ports,
        int waiting,
        int active,
        long connections,
        long requests,
        long errors,
        long boots,
        long bytesIn,
        long bytesOut,
        long denied,
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
     * @param phase {@code STARTING}, {@code WARM}, {@code READY}, {@code DRAINING}, {@code STOPPING} or {@code ENDED}
     * @param template what it is made of
     * @param current whether that is what is wanted
     * @param started when, in ISO 8601
     * @param pid its process, or 0
     * @param active connections that it has
     * @param served connections or requests that it was given
     * @param bytesIn bytes that clients sent it
     * @param bytesOut bytes that it sent to clients
     * @param boot how it came up, as far as that is known
     */
    public record InstanceView(
            String id,
            String phase,
            String template,
            boolean current,
            String started,
            long pid,
            int active,
            long served,
            long bytesIn,
            long bytesOut,
            List<BootStep> boot) {
        /** Copies the list. */
        public InstanceView {
            boot = List.copyOf(boot);
        }
    }

    /**
     * A step of an instance's way up.
     *
     * @param step {@code asked}, {@code launched}, {@code kernel}, {@code main}, {@code listening}, {@code ready} or
     *     {@code answered}
     * @param at when, in ISO 8601
     * @param millis after it was asked for
     */
    public record BootStep(String step, String at, double millis) {
        static List<BootStep> all(BootTimeline timeline) {
            return timeline.marks().stream()
                    .map(mark ->
                            new BootStep(mark.step().toString(), mark.at().toString(), millis(timeline, mark.at())))
                    .toList();
        }

        private static double millis(BootTimeline timeline, Instant at) {
            return Duration.between(timeline.marks().getFirst().at(), at).toNanos() / 1_000_000.0;
        }
    }

    /**
     * An instance with whose it is.
     *
     * @param service the service's name
     * @param instance what is known of it
     */
    public record OwnedInstance(String service, InstanceView instance) {}

    static ServiceView of(RunningService service, Fleet fleet) {
        ServiceSpec spec = service.controller().spec();
        ServiceStatus status = service.controller().status();
        ServiceGate gate = service.gate();
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
                service.untrusted().orElse(""),
                spec.scale().min(),
                spec.scale().max(),
                spec.ports().stream().map(PublishedPort::text).toList(),
                upstreams.stream().mapToInt(UpstreamStatistics::waiting).sum(),
                upstreams.stream().mapToInt(UpstreamStatistics::active).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::connections).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::requests).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::errors).sum(),
                service.boots(),
                upstreams.stream().mapToLong(UpstreamStatistics::bytesIn).sum(),
                upstreams.stream().mapToLong(UpstreamStatistics::bytesOut).sum(),
                service.denied(),
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
                own.stream().mapToLong(BackendStatistics::served).sum(),
                own.stream().mapToLong(BackendStatistics::bytesIn).sum(),
                own.stream().mapToLong(BackendStatistics::bytesOut).sum(),
                BootStep.all(own.stream()
                        .flatMap(backend -> backend.firstAnswer().stream())
                        .min(Comparator.naturalOrder())
                        .map(first -> fleet.timeline(status.id(), first))
                        .orElseGet(() -> fleet.timeline(status.id()))));
    }

    /** What is left of an instance that has ended. */
    static InstanceView ended(String id, String template, BootTimeline timeline) {
        return new InstanceView(id, "ENDED", template, false, "", 0, 0, 0, 0, 0, BootStep.all(timeline));
    }
}
