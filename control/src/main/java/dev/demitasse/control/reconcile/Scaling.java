package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.Scale;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many instances there should be: more as soon as connections need them, fewer when fewer would have done for a while.
 * Confined to the controller's thread.
 */
final class Scaling {
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private @Nullable Instant surplusSince;

    /**
     * The number of instances that there should be now.
     *
     * @param live how many there are, without those that a rollout adds for a while
     */
    int target(Scale scale, Load load, int live, Instant now) {
        int needed = scale.instancesFor(load.waiting() + load.active());
        if (needed >= live || scale.isFixed()) {
            surplusSince = null;
            return needed;
        }
        if (surplusSince == null) {
            surplusSince = now;
        }
        // Connections that come and go between two looks are seen by when the last one did.
        Instant busy = needed == scale.min() && load.last().isAfter(surplusSince) ? load.last() : surplusSince;
        if (busy.plus(scale.idle()).isAfter(now)) {
            return Math.min(live, scale.max());
        }
        surplusSince = null;
        return needed;
    }

    /** When to look again while there may be too many. */
    static Duration look(Scale scale) {
        Duration quarter = scale.idle().dividedBy(4);
        if (quarter.compareTo(SHORTEST_LOOK) < 0) {
            return SHORTEST_LOOK;
        }
        return quarter.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : quarter;
    }
}
