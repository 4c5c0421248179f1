package dev.demitasse.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A backend while it is part of an upstream. All but the final fields is guarded by the upstream's lock. */
final class Member implements Comparable<Member> {
    final Backend backend;
    final String group;

    /** The connections that it serves. */
    final Set<Lease> leases = new HashSet<>();

    /** What is to be done when it is no longer part of the upstream. */
    final List<Runnable> whenRemoved = new ArrayList<>();

    /** How it is left, completed when nothing of it is left; null while it takes connections. */
    @Nullable CompletableFuture<Drained> draining;

    /** Failures since it last answered. */
    int failures;

    /** Until when it is left alone, by {@link System#nanoTime}; without meaning when there were no failures. */
    long asideUntil;

    /** Whether one connection tries it, after it had been left alone, while others wait for what comes of that. */
    boolean tried;

    long served;
    long failed;

    /** Bytes to it and from it, counted by whichever thread passes them on. */
    final LongAdder bytesIn = new LongAdder();

    final LongAdder bytesOut = new LongAdder();

    /** Which choice it was last, so that equals take turns. */
    long lastChosen;

    /** When it first answered; null before. */
    @Nullable Instant firstAnswer;

    Instant lastActivity = Instant.now();
    boolean removed;

    Member(Backend backend, String group) {
        this.backend = backend;
        this.group = group;
    }

    boolean takes(UpstreamLimits limits, long now) {
        return draining == null
                && leases.size() < limits.connectionsPerBackend()
                && !(limits.oneShot() && served > 0)
                && !tried
                && !aside(now);
    }

    boolean aside(long now) {
        return failures > 0 && now - asideUntil < 0;
    }

    /** Fewer connections first; of equals, the one that has not been chosen for longer. */
    @Override
    public int compareTo(Member other) {
        int byLoad = Integer.compare(leases.size(), other.leases.size());
        return byLoad != 0 ? byLoad : Long.compare(lastChosen, other.lastChosen);
    }

    BackendStatistics statistics(long now) {
        return new BackendStatistics(
                backend.id(),
                group,
                draining != null,
                aside(now),
                leases.size(),
                served,
                failed,
                bytesIn.sum(),
                bytesOut.sum(),
                Optional.ofNullable(firstAnswer),
                lastActivity);
    }
}
