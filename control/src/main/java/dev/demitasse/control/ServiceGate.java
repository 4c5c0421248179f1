package dev.demitasse.control;

import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.reconcile.Load;
import dev.demitasse.control.service.Limits;
import dev.demitasse.control.service.PublishedPort;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.gateway.Backend;
import dev.demitasse.gateway.Upstream;
import dev.demitasse.gateway.UpstreamLimits;
import dev.demitasse.gateway.UpstreamListener;
import dev.demitasse.gateway.UpstreamStatistics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A service's ports on the gateway: an upstream for each guest port, published as the service says. Confined to the
 * control plane's loop.
 */
final class ServiceGate implements AutoCloseable {
    private final String service;
    private final PortBoard board;
    private final Runnable demand;
    private final Consumer<String> spent;
    private final Map<Integer, Upstream> upstreams = new TreeMap<>();

    /**
     * A gate without ports.
     *
     * @param demand told, on any thread, when connections wait
     * @param spent told, on any thread, of an instance that took its only connection
     */
    ServiceGate(String service, PortBoard board, Runnable demand, Consumer<String> spent) {
        this.service = service;
        this.board = board;
        this.demand = demand;
        this.spent = spent;
    }

    /**
     * Publishes what the service says now and no more what it said before; ports that stay are not touched.
     *
     * @throws IOException when a port cannot be had; those that can are published
     */
    void publish(ServiceSpec spec) throws IOException {
        UpstreamLimits limits = limits(spec);
        upstreams.values().forEach(upstream -> upstream.limits(limits));
        var wanted = new LinkedHashMap<PublishedPort, Upstream>();
        for (PublishedPort port : spec.ports()) {
            wanted.put(
                    port,
                    upstreams.computeIfAbsent(
                            port.guest(), _ -> new Upstream(service, limits, _ -> demand.run(), new Listener())));
        }
        board.publish(service, wanted);
    }

    private static UpstreamLimits limits(ServiceSpec spec) {
        Limits said = spec.limits();
        UpstreamLimits limits = UpstreamLimits.standard()
                .withConnections(said.connections())
                .withWaiting(said.waiting())
                .withPatience(said.patience())
                .withPerSecond(said.perSecond());
        if (said.perInstance() > 0) {
            limits = limits.withConnectionsPerBackend(said.perInstance());
        }
        if (spec.scale().oneShot()) {
            return limits.withOneShot();
        }
        return limits;
    }

    /** An instance takes connections. */
    void ready(String id, String group, Fleet fleet) {
        upstreams.forEach((guest, upstream) ->
                fleet.address(id, guest).ifPresent(address -> upstream.ready(new Backend(id, address), group)));
    }

    /** An instance takes no new connections; {@code drained} is told, on any thread, when it has none. */
    void drain(String id, Duration limit, Runnable drained) {
        CompletableFuture<?>[] all = upstreams.values().stream()
                .map(upstream -> upstream.drain(id, limit).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).thenRun(drained);
    }

    void gone(String id) {
        upstreams.values().forEach(upstream -> upstream.gone(id));
    }

    void refuse(String reason) {
        upstreams.values().forEach(upstream -> upstream.refuse(reason));
    }

    void shares(Map<String, Integer> percentByGroup) {
        upstreams.values().forEach(upstream -> upstream.shares(percentByGroup));
    }

    /** What the connections of all ports do. */
    Load load() {
        int waiting = 0;
        int active = 0;
        Instant last = Instant.MIN;
        for (Upstream upstream : upstreams.values()) {
            UpstreamStatistics statistics = upstream.statistics();
            waiting += statistics.waiting();
            active += statistics.active();
            if (statistics.lastActivity().isAfter(last)) {
                last = statistics.lastActivity();
            }
        }
        return new Load(waiting, active, last);
    }

    /** What each guest port's connections do. */
    Map<Integer, UpstreamStatistics> statistics() {
        var statistics = new TreeMap<Integer, UpstreamStatistics>();
        upstreams.forEach((guest, upstream) -> statistics.put(guest, upstream.statistics()));
        return statistics;
    }

    /** Takes no new connections; those that are there go on. */
    void unpublish() {
        try {
            board.publish(service, Map.of());
        } catch (IOException e) {
            // Others share a port with it, whose certificate cannot be read any more: they have the one that is shown.
            return;
        }
    }

    @Override
    public void close() {
        unpublish();
        upstreams.values().forEach(Upstream::close);
    }

    private final class Listener implements UpstreamListener {
        @Override
        public void spent(String id) {
            spent.accept(id);
        }
    }
}
