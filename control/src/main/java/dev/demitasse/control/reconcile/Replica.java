package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.Template;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** One instance as its controller sees it. Confined to the controller's thread. */
final class Replica {
    /** Where an instance is in its life. */
    enum Phase {
        /** Until it listens on all ports and is healthy. */
        STARTING,
        /** It takes connections. */
        READY,
        /** Its last connections may end. */
        DRAINING,
        /** It has been told to end. */
        STOPPING
    }

    final String id;
    final Template template;
    final Instant started;
    final Set<Integer> listening = new HashSet<>();
    Phase phase = Phase.STARTING;
    Instant since;
    int failedChecks;
    boolean checking;

    /** Why it is being ended, if it failed. */
    String failure = "";

    Replica(String id, Template template, Instant now) {
        this.id = id;
        this.template = template;
        this.started = now;
        this.since = now;
    }

    void enter(Phase next, Instant now) {
        phase = next;
        since = now;
    }

    /** Whether it counts as one of the instances that there should be. */
    boolean counts() {
        return phase == Phase.STARTING || phase == Phase.READY;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }
}
