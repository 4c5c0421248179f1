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
        /** Started ahead, it would take connections, and waits until it is needed. */
        WARM,
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

    /** Whether it was started ahead, and is not needed yet. */
    boolean spare;

    /** Whether it stands still. */
    boolean paused;

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
        return isUp() && !spare;
    }

    /** Whether it counts as one of those that are started ahead. */
    boolean isSpare() {
        return spare && (phase == Phase.STARTING || phase == Phase.WARM);
    }

    /** Whether it is to be healthy, now or soon. */
    boolean isUp() {
        return phase == Phase.STARTING || phase == Phase.READY;
    }

    /** Whether somebody has told it to end. */
    boolean isLeaving() {
        return phase == Phase.DRAINING || phase == Phase.STOPPING;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    /** Whether it has shown that it works. */
    boolean works() {
        return phase == Phase.READY || phase == Phase.WARM;
    }
}
