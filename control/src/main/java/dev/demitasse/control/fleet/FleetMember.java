package dev.demitasse.control.fleet;

import dev.demitasse.hypervisor.Instance;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the fleet, from when it is asked for. It may be unwanted again before it runs, while it waits for its
 * turn to start. Thread-safe.
 */
final class FleetMember {
    private final boolean adopted;

    // Guarded by this, all below.
    private Map<Integer, Integer> ports;
    private @Nullable Instance instance;
    private boolean unwanted;
    private boolean filtered;
    private @Nullable String doom;
    private BootTimeline timeline;

    /** One that does not run yet. */
    FleetMember() {
        adopted = false;
        ports = Map.of();
        timeline = BootTimeline.NONE;
    }

    /** One that was found running. */
    FleetMember(Map<Integer, Integer> ports, Instance instance, BootTimeline timeline, boolean filtered) {
        adopted = true;
        this.filtered = filtered;
        this.ports = Map.copyOf(ports);
        this.instance = instance;
        this.timeline = timeline;
    }

    /** Whether another process started it, so that its way up is only known from what that one kept. */
    boolean isAdopted() {
        return adopted;
    }

    /** It has come to a step now, if it had not before. */
    synchronized BootTimeline reached(BootTimeline.Step step) {
        timeline = timeline.with(step, Instant.now());
        return timeline;
    }

    /** How it has come up so far. */
    synchronized BootTimeline timeline() {
        return timeline;
    }

    /** It will have these ports of the host by those of the guest. */
    synchronized void reachedAt(Map<Integer, Integer> chosen) {
        ports = Map.copyOf(chosen);
    }

    /** Its way out leads through the filter. */
    synchronized void becomesFiltered() {
        filtered = true;
    }

    /** Whether it has no network without the filter. */
    synchronized boolean isFiltered() {
        return filtered;
    }

    /** It cannot go on, for the reason first given, and is to end; returns what to end, if anything runs. */
    synchronized Optional<Instance> doom(String reason) {
        doom = doom == null ? reason : doom;
        return instance();
    }

    /** Why it could not go on, if so. */
    synchronized Optional<String> doomed() {
        return Optional.ofNullable(doom);
    }

    /** It runs; whoever did not want it any more meanwhile has it killed. */
    void runs(Instance started) {
        boolean late;
        synchronized (this) {
            instance = started;
            late = unwanted || doom != null;
        }
        if (late) {
            started.kill();
        }
    }

    /**
     * It is to end.
     *
     * @return what to end; empty when nothing runs yet, and then nothing will
     */
    synchronized Optional<Instance> end() {
        unwanted = true;
        return instance();
    }

    /** Whether nobody has asked for its end. */
    synchronized boolean isWanted() {
        return !unwanted;
    }

    /** What runs, or ran. */
    synchronized Optional<Instance> instance() {
        return Optional.ofNullable(instance);
    }

    /** The host's loopback port that leads to a port of the guest. */
    synchronized OptionalInt port(int guestPort) {
        Integer port = ports.get(guestPort);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
