package dev.demitasse.control.reconcile;

import java.time.Instant;
import java.util.List;

/**
 * How a service stands. Immutable.
 *
 * @param state in a word
 * @param proven whether its template has shown that it works
 * @param instances in the order in which they were started
 */
public record ServiceStatus(State state, boolean proven, List<InstanceStatus> instances) {
    /** Copies the list. */
    public ServiceStatus {
        instances = List.copyOf(instances);
    }

    /** A service in a word. */
    public enum State {
        /** No instance, and none needed. */
        SLEEPING,
        /** Not all instances are ready. */
        STARTING,
        /** All instances are ready. */
        SERVING,
        /** Instances of another template are being replaced. */
        ROLLING_OUT,
        /** The same, but it waits for the operator. */
        PAUSED,
        /** Instances do not start; the next try waits. */
        FAILING,
        /** Its instances end, and then it is gone. */
        DELETING
    }

    /**
     * How an instance stands.
     *
     * @param id its name
     * @param template what it is made of
     * @param current whether that is what is wanted
     * @param phase {@code STARTING}, {@code WARM}, {@code READY}, {@code DRAINING} or {@code STOPPING}
     * @param started when
     */
    public record InstanceStatus(String id, String template, boolean current, String phase, Instant started) {}
}
