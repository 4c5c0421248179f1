package dev.demitasse.control.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The instances that are started ahead and stand still until they are needed. Confined to the controller's thread.
 */
final class Spares {
    /** How long an instance started ahead goes on after it is ready, to end what it begins with, before it is paused. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    /** How long the next instance is not started ahead after one is needed, which has the processors for its answer. */
    private static final Duration FIRST_ANSWER = Duration.ofMillis(500);

    private final Replicas replicas;
    private final Lifecycle lifecycle;
    private final Effects effects;
    private final Runnable reconcile;
    private Instant noneBefore = Instant.MIN;

    /** {@code reconcile} has all looked at again. */
    Spares(Replicas replicas, Lifecycle lifecycle, Effects effects, Runnable reconcile) {
        this.replicas = replicas;
        this.lifecycle = lifecycle;
        this.effects = effects;
        this.reconcile = reconcile;
    }

    /** One is ready for the first time. */
    void becomeWarm(Replica replica) {
        replica.enter(Replica.Phase.WARM, effects.now());
        effects.tell(Happening.WARM, replica.id, lifecycle.since(replica.started));
        effects.after(SETTLING, () -> {
            if (replica.phase == Replica.Phase.WARM) {
                replica.paused = true;
                effects.pause(replica.id);
            }
        });
    }

    /** Makes some count, first those that are ready; returns how many there were. */
    int promote(int count) {
        List<Replica> chosen = replicas.all().stream()
                .filter(replica -> replica.isSpare() && replicas.isFresh(replica))
                .sorted(Comparator.comparing(Replica::works).reversed())
                .limit(count)
                .toList();
        if (!chosen.isEmpty()) {
            noneBefore = effects.now().plus(FIRST_ANSWER);
            effects.after(FIRST_ANSWER, reconcile);
        }
        for (Replica replica : chosen) {
            replica.spare = false;
            if (replica.phase == Replica.Phase.WARM) {
                if (replica.paused) {
                    replica.paused = false;
                    effects.resume(replica.id);
                }
                lifecycle.admit(replica, "at once, since it was started ahead");
            }
        }
        return chosen.size();
    }

    /** Starts as many as are missing, while nothing else is being changed and {@code may} start; ends those too many. */
    void keep(boolean may, Instant now) {
        int wanted = replicas.spec().scale().warm();
        stop(wanted);
        RolloutStep.Census census = replicas.census();
        boolean calm = census.old() == 0 && census.leaving() == 0 && census.fresh() == census.freshReady();
        if (calm && may && !noneBefore.isAfter(now)) {
            lifecycle.start(wanted - replicas.count(Replica::isSpare), true);
        }
    }

    /** Ends those that are of another template, and the youngest of those above {@code kept}. */
    void stop(int kept) {
        List<Replica> spares = replicas.all().stream()
                .filter(Replica::isSpare)
                .sorted(Comparator.comparing(replicas::isFresh).reversed())
                .toList();
        for (int i = 0; i < spares.size(); i++) {
            if (i >= kept || !replicas.isFresh(spares.get(i))) {
                lifecycle.stop(spares.get(i));
            }
        }
    }
}
