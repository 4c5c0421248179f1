package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.Rollout;
import dev.demitasse.control.service.ServiceSpec;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trial of a new template by its first instance, which gets a part of the connections for a while. Confined to the
 * controller's thread.
 */
final class Canary {
    private final Effects effects;
    private final Runnable reconcile;
    private boolean promoted;
    private @Nullable Instant since;

    /** {@code reconcile} has all looked at again. */
    Canary(Effects effects, Runnable reconcile) {
        this.effects = effects;
        this.reconcile = reconcile;
    }

    /** Another template is wanted; one that {@code works} needs no trial, so that the way back is not held up. */
    void begin(boolean works) {
        promoted = works;
        since = null;
        effects.shares(Map.of());
    }

    /** Whether the others may follow. */
    boolean isPromoted() {
        return promoted;
    }

    /** Takes the next step; promotes nothing while {@code paused}. */
    void step(ServiceSpec spec, RolloutStep.Census census, boolean paused, Instant now) {
        Rollout rollout = spec.rollout();
        if (rollout.strategy() != Rollout.Strategy.CANARY || promoted || census.old() == 0) {
            return;
        }
        if (census.freshReady() == 0) {
            since = null;
            // Before the first one is ready, so that it never gets more than its part.
            effects.shares(Map.of(spec.template().id(), rollout.percent()));
        } else if (since == null) {
            since = now;
            tell("the canary has " + rollout.percent() + " % for "
                    + rollout.hold().toSeconds() + " s");
            effects.after(rollout.hold(), reconcile);
        } else if (!since.plus(rollout.hold()).isAfter(now) && !paused) {
            promoted = true;
            effects.shares(Map.of());
            tell("the canary stayed healthy: the others follow");
        }
    }

    private void tell(String message) {
        effects.tell(Happening.ROLLING_OUT, "", message);
    }
}
