package dev.demitasse.control.fleet;

import dev.demitasse.hypervisor.ControlEvent;
import dev.demitasse.hypervisor.Instance;
import java.time.Duration;
import java.util.HashSet;

/**
 * Looks after an instance that another process started: the kernel tells only parents of the end of a process, so it is
 * looked at now and then. Confined to one thread.
 */
final class AdoptedWatch {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final String id;
    private final Instance instance;
    private final FleetEvents events;
    private final HashSet<Integer> listening = new HashSet<>();

    AdoptedWatch(String id, Instance instance, FleetEvents events) {
        this.id = id;
        this.instance = instance;
        this.events = events;
    }

    /** Tells of it until it ends; returns how it did. */
    String untilEnd() {
        try {
            while (instance.isAlive()) {
                for (ControlEvent event : instance.events()) {
                    if (event instanceof ControlEvent.Listening(int port) && listening.add(port)) {
                        events.listening(id, port);
                    }
                }
                Thread.sleep(LOOK);
            }
            return Endings.text(instance.outcome());
        } catch (InterruptedException e) {
            return "nobody watches it any more";
        }
    }
}
