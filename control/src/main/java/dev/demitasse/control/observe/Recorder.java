package dev.demitasse.control.observe;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.Event;
import dev.demitasse.control.ServiceView;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.gateway.Latencies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures services and instances once a second and remembers the last two hours of those that are there, each minute and at
 * the end also in a file, from which the next one goes on. Thread-safe; what is measured is confined to its own thread.
 */
public final class Recorder implements AutoCloseable {
    private static final int KEEP_SECONDS = 60;

    private final ControlPlane plane;
    private final Map<String, Series> services = new ConcurrentHashMap<>();
    private final Map<String, Series> instances = new ConcurrentHashMap<>();
    private final Map<String, Integer> boots = new ConcurrentHashMap<>();
    private final List<Consumer<Sample>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock;
    private final Path file;

    /** Of before, until they are seen to be there still; guarded by this. */
    private KeptSeries kept;

    // Confined to the clock's thread.
    private final Map<String, ServiceView> before = new HashMap<>();
    private final Map<String, Latencies> latencies = new HashMap<>();
    private final Map<Long, ProcessUse> uses = new HashMap<>();
    private final HashSet<String> quiet = new HashSet<>();
    private long lastNanos = System.nanoTime();

    /**
     * Measures a control plane from now on.
     *
     * @param file where what was measured is kept
     */
    public Recorder(ControlPlane plane, Path file) {
        this.plane = plane;
        this.file = file;
        kept = KeptSeries.read(file);
        plane.journal().listen(Long.MAX_VALUE, this::happened);
        clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("recorder").factory());
        clock.scheduleAtFixedRate(this::measure, 1000, 1000, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(this::keep, KEEP_SECONDS, KEEP_SECONDS, TimeUnit.SECONDS);
    }

    private void happened(Event event) {
        if (event.what().equals(Happening.STARTING.name())) {
            boots.merge(event.service(), 1, Integer::sum);
        }
    }

    /** Tells every sample, on the recorder's thread; the listener must not block. */
    public void listen(Consumer<Sample> listener) {
        listeners.add(listener);
    }

    /**
     * What a service has done; nothing, of one that is new or not there.
     *
     * @param longer whether in steps of fifteen seconds for two hours, or else each of the last 300 seconds
     */
    public Series.View service(String name, boolean longer) {
        return view(services.get(name), longer);
    }

    /** What an instance has done; see {@link #service}. */
    public Series.View instance(String id, boolean longer) {
        return view(instances.get(id), longer);
    }

    private static Series.View view(@Nullable Series series, boolean longer) {
        return (series == null ? new Series() : series).view(longer);
    }

    private void measure() {
        try {
            measure(plane.services(), plane.latencies());
        } catch (RuntimeException e) {
            // The control plane is being closed; an executor that saw it would measure nothing any more.
            return;
        }
    }

    private void measure(List<ServiceView> now, Map<String, Latencies> answered) {
        long nanos = System.nanoTime();
        float seconds = Math.max(0.001f, Duration.ofNanos(nanos - lastNanos).toMillis() / 1000f);
        lastNanos = nanos;
        long second = Instant.now().getEpochSecond();
        var told = new HashMap<String, Map<String, Float>>();
        var toldInstances = new HashMap<String, Map<String, Float>>();
        var pids = new HashSet<Long>();
        var ids = new HashSet<String>();
        for (ServiceView service : now) {
            Map<Gauge, Float> gauges = new EnumMap<>(Gauge.class);
            float memory = 0;
            float processors = 0;
            for (ServiceView.InstanceView instance : service.instances()) {
                Map<Gauge, Float> own = instance(instance, service, seconds);
                memory += own.getOrDefault(Gauge.MEMORY, 0f);
                processors += own.getOrDefault(Gauge.PROCESSORS, 0f);
                instances
                        .computeIfAbsent(instance.id(), id -> known(kept().instances(), id))
                        .add(second, own);
                toldInstances.put(instance.id(), names(own));
                pids.add(instance.pid());
                ids.add(instance.id());
            }
            gauges.put(Gauge.MEMORY, memory);
            gauges.put(Gauge.PROCESSORS, processors);
            gauges.put(Gauge.INSTANCES, (float) service.instances().size());
            Integer started = boots.remove(service.name());
            gauges.put(Gauge.BOOTS, started == null ? 0f : started);
            traffic(service, answered.getOrDefault(service.name(), Latencies.NONE), seconds, gauges);
            services.computeIfAbsent(service.name(), name -> known(kept().services(), name))
                    .add(second, gauges);
            boolean nothing = gauges.values().stream().allMatch(value -> value == 0);
            if (!nothing || quiet.add(service.name())) {
                told.put(service.name(), names(gauges));
            }
            if (!nothing) {
                quiet.remove(service.name());
            }
        }
        forget(now, pids, ids);
        var sample = new Sample(second, told, toldInstances);
        listeners.forEach(listener -> listener.accept(sample));
    }

    private synchronized KeptSeries kept() {
        return kept;
    }

    private static Series known(Map<String, Series> before, String name) {
        Series series = before.get(name);
        return series == null ? new Series() : series;
    }

    /** What was there before and is not seen by now is gone. */
    private synchronized void keep() {
        kept = new KeptSeries(Map.of(), Map.of());
        try {
            new KeptSeries(services, instances).write(file);
        } catch (IOException e) {
            // A disk that is full stops much else, and says so; charts go on without it.
            return;
        }
    }

    private void traffic(ServiceView service, Latencies answered, float seconds, Map<Gauge, Float> gauges) {
        ServiceView last = before.put(service.name(), service);
        Latencies earlier = latencies.put(service.name(), answered);
        if (last == null || earlier == null) {
            gauges.put(Gauge.REQUESTS, 0f);
            gauges.put(Gauge.ERRORS, 0f);
            return;
        }
        long came = service.requests() + service.connections() - last.requests() - last.connections();
        gauges.put(Gauge.REQUESTS, Math.max(0, came) / seconds);
        gauges.put(Gauge.ERRORS, Math.max(0, service.errors() - last.errors()) / seconds);
        Latencies lately = answered.since(earlier);
        lately.quantile(0.5).ifPresent(time -> gauges.put(Gauge.MEDIAN, millis(time)));
        lately.quantile(0.99).ifPresent(time -> gauges.put(Gauge.P99, millis(time)));
    }

    private static float millis(Duration time) {
        return time.toNanos() / 1_000_000f;
    }

    private Map<Gauge, Float> instance(ServiceView.InstanceView instance, ServiceView service, float seconds) {
        Map<Gauge, Float> gauges = new EnumMap<>(Gauge.class);
        if (instance.pid() != 0) {
            ProcessUse use = ProcessUse.of(instance.pid());
            ProcessUse last = uses.put(instance.pid(), use);
            gauges.put(Gauge.MEMORY, (float) use.resident());
            gauges.put(
                    Gauge.PROCESSORS,
                    last == null ? 0f : (float) Math.max(0, (use.seconds() - last.seconds()) / seconds));
        }
        long served = served(before.get(service.name()), instance.id());
        gauges.put(Gauge.REQUESTS, Math.max(0, instance.served() - served) / seconds);
        return gauges;
    }

    private static long served(@Nullable ServiceView last, String id) {
        return last == null
                ? 0
                : last.instances().stream()
                        .filter(instance -> instance.id().equals(id))
                        .mapToLong(ServiceView.InstanceView::served)
                        .sum();
    }

    private void forget(List<ServiceView> now, HashSet<Long> pids, HashSet<String> ids) {
        var names = new HashSet<String>();
        now.forEach(service -> names.add(service.name()));
        List.of(services, before, latencies, boots).forEach(map -> map.keySet().retainAll(names));
        quiet.retainAll(names);
        uses.keySet().retainAll(pids);
        instances.keySet().retainAll(ids);
    }

    private static Map<String, Float> names(Map<Gauge, Float> gauges) {
        var names = new HashMap<String, Float>();
        gauges.forEach((gauge, value) -> names.put(gauge.toString(), value));
        return names;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        keep();
    }
}
