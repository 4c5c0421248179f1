package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is done to single instances on their way from start to end. Confined to the controller's thread. */
final class Lifecycle {
    /** How often an instance that is not healthy yet is asked, at least. */
    private static final Duration FIRST_CHECKS = Duration.ofMillis(250);

    private final Replicas replicas;
    private final Effects effects;
    private final Supplier<String> ids;

    Lifecycle(Replicas replicas, Effects effects, Supplier<String> ids) {
        this.replicas = replicas;
        this.effects = effects;
        this.ids = ids;
    }

    /** Starts instances of the template that is wanted; ahead of need if {@code spare}. */
    void start(int count, boolean spare) {
        for (int i = 0; i < count; i++) {
            String id = ids.get();
            var replica = new Replica(id, replicas.spec().template(), effects.now());
            replica.spare = spare;
            replicas.add(replica);
            effects.tell(Happening.STARTING, id, (spare ? "ahead, " : "") + "of template " + replica.template.id());
            effects.start(id, replica.template);
            awaitReady(id);
        }
    }

    /** Gives an instance up that does not get ready in time. */
    void awaitReady(String id) {
        Duration deadline = replicas.spec().rollout().deadline();
        effects.after(
                deadline,
                () -> replicas.find(id)
                        .filter(replica -> replica.phase == Replica.Phase.STARTING)
                        .ifPresent(replica -> fail(replica, "it was not ready after " + deadline.toMillis() + " ms")));
    }

    /** Asks an instance whether it is healthy, unless it is being asked. */
    void check(Replica replica, HealthCheck health) {
        if (!replica.checking && replica.isUp()) {
            replica.checking = true;
            effects.check(replica.id, health);
        }
    }

    /** Asks it again after the interval. */
    void checkLater(Replica replica, HealthCheck health) {
        boolean starting = replica.phase == Replica.Phase.STARTING;
        Duration wait = starting && FIRST_CHECKS.compareTo(health.interval()) < 0 ? FIRST_CHECKS : health.interval();
        effects.after(wait, () -> check(replica, health));
    }

    /** Gives an instance connections. */
    void admit(Replica replica, String message) {
        replica.enter(Replica.Phase.READY, effects.now());
        effects.ready(replica.id, replica.template.id());
        effects.tell(Happening.READY, replica.id, message);
        Optional<HealthCheck> health = replicas.spec().health();
        health.ifPresent(check -> checkLater(replica, check));
    }

    /** How long ago something was, as messages have it. */
    String since(Instant time) {
        return "after " + Duration.between(time, effects.now()).toMillis() + " ms";
    }

    /** Ends instances, first those that are not ready, then the oldest. */
    void retire(Predicate<Replica> which, int count) {
        List<Replica> chosen = replicas.all().stream()
                .filter(replica -> replica.counts() && which.test(replica))
                .sorted(Comparator.comparing(Replica::isReady))
                .limit(count)
                .toList();
        chosen.forEach(replica -> leave(replica, "it is not needed any more"));
    }

    /** Ends an instance in order, its connections first. */
    void leave(Replica replica, String reason) {
        if (replica.isReady()) {
            replica.enter(Replica.Phase.DRAINING, effects.now());
            effects.tell(Happening.DRAINING, replica.id, reason);
            effects.drain(replica.id, replicas.spec().rollout().drain());
        } else {
            stop(replica);
        }
    }

    /** Ends an instance that has no connections. */
    void stop(Replica replica) {
        replica.enter(Replica.Phase.STOPPING, effects.now());
        effects.stop(replica.id);
    }

    /** Gives an instance up that does not do what it should. */
    void fail(Replica replica, String reason) {
        replica.failure = reason;
        replica.enter(Replica.Phase.STOPPING, effects.now());
        effects.gone(replica.id);
        effects.kill(replica.id);
    }
}
