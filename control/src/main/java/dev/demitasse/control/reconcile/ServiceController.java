package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the instances of one service match what is wanted of it. Whatever is told to it, it looks at all that there is and
 * takes the next step; nothing is remembered of steps that were meant to follow. Confined to the thread that its
 * {@link Effects} call it on.
 */
public final class ServiceController {
    /** Instances of a new template that may end by themselves before it is given up. */
    private static final int ROLL_BACK_AFTER = 2;

    private final Effects effects;
    private final Replicas replicas;
    private final Lifecycle lifecycle;
    private final Spares spares;
    private final Canary canary;
    private final Scaling scaling = new Scaling();
    private final Backoff backoff = new Backoff();
    private boolean proven;
    private boolean canRollBack;
    private boolean rollingBack;
    private boolean paused;
    private boolean deleted;
    private boolean lookScheduled;

    /** How many instances there should be, when last looked at; at first whatever there is. */
    private int target = Integer.MAX_VALUE;

    /**
     * A service without instances; {@link #reconcile} begins.
     *
     * @param spec what is wanted
     * @param standing what is known of its template
     * @param ids names for instances, each new
     */
    public ServiceController(ServiceSpec spec, Standing standing, Effects effects, Supplier<String> ids) {
        this.effects = effects;
        this.replicas = new Replicas(spec);
        this.lifecycle = new Lifecycle(replicas, effects, ids);
        this.spares = new Spares(replicas, lifecycle, effects, this::reconcile);
        this.canary = new Canary(effects, this::reconcile);
        stand(standing);
    }

    /**
     * What is known of a template.
     *
     * @param proven whether it has worked before
     * @param predecessor whether there is one before it that has
     */
    public record Standing(boolean proven, boolean predecessor) {}

    /** Something else is wanted. */
    public void apply(ServiceSpec wanted, Standing standing) {
        boolean changes = !wanted.template().equals(spec().template());
        replicas.want(wanted);
        stand(standing);
        if (changes) {
            canary.begin(standing.proven());
            rollingBack = false;
            paused = false;
            backoff.reset();
            if (replicas.any(Replica::counts)) {
                tell(
                        Happening.ROLLING_OUT,
                        "",
                        "to template " + wanted.template().id() + ", "
                                + wanted.rollout().strategy());
            }
        }
        reconcile();
    }

    private void stand(Standing standing) {
        proven = standing.proven();
        canRollBack = standing.predecessor();
    }

    /** Going back was not possible: the template stays, and is tried on. */
    public void rollBackFailed() {
        rollingBack = false;
        canRollBack = false;
        reconcile();
    }

    /** Nothing is wanted any more. */
    public void delete() {
        deleted = true;
        reconcile();
    }

    /** Whether {@link #delete} was called. */
    public boolean isDeleted() {
        return deleted;
    }

    /** Whether the last instance of a deleted service is gone. */
    public boolean isGone() {
        return deleted && replicas.all().isEmpty();
    }

    /** A rollout stays where it is, or goes on. */
    public void pause(boolean wanted) {
        if (paused != wanted) {
            paused = wanted;
            tell(Happening.PAUSED, "", wanted ? "the rollout waits" : "the rollout goes on");
            reconcile();
        }
    }

    /** An instance of this service was found, running or {@code paused}. */
    public void adopt(String id, Template template, boolean paused) {
        var replica = new Replica(id, template, effects.now());
        replicas.add(replica);
        if (paused) {
            // Only what was started ahead ever is, and only once it works.
            replica.spare = true;
            replica.paused = true;
            replica.enter(Replica.Phase.WARM, effects.now());
            tell(Happening.ADOPTED, id, "found paused");
        } else {
            tell(Happening.ADOPTED, id, "found running");
            lifecycle.awaitReady(id);
        }
    }

    /** Connections wait. */
    public void wanted() {
        if (backoff.isHopeless(effects.now()) && !anybodyComes()) {
            refuse();
        }
        reconcile();
    }

    /** An instance listens on a port. */
    public void listening(String id, int port) {
        Replica replica = replicas.find(id).orElse(null);
        if (replica == null || !replica.listening.add(port) || replica.phase != Replica.Phase.STARTING) {
            return;
        }
        if (replica.listening.containsAll(spec().guestPorts())) {
            spec().health().ifPresentOrElse(health -> lifecycle.check(replica, health), () -> works(replica));
        }
    }

    /** A check of an instance's health has an answer; {@code reason} is empty when it is well. */
    public void checked(String id, String reason) {
        Replica replica = replicas.find(id).orElse(null);
        if (replica == null) {
            return;
        }
        replica.checking = false;
        if (!replica.isUp()) {
            return;
        }
        Optional<HealthCheck> health = spec().health();
        if (reason.isEmpty()) {
            replica.failedChecks = 0;
            if (replica.phase == Replica.Phase.STARTING) {
                works(replica);
            }
        } else if (replica.isReady()) {
            replica.failedChecks++;
            if (health.isPresent() && replica.failedChecks >= health.get().threshold()) {
                lifecycle.fail(replica, "its health check failed " + replica.failedChecks + " times: " + reason);
                return;
            }
        }
        health.ifPresent(check -> lifecycle.checkLater(replica, check));
    }

    /**
     * An operator wants an instance to make room for another of the same template.
     *
     * @return whether it was there and not on its way out already
     */
    public boolean replace(String id, String reason) {
        Replica replica = replicas.find(id).orElse(null);
        if (replica == null || !replica.counts()) {
            return false;
        }
        lifecycle.leave(replica, reason);
        reconcile();
        return true;
    }

    /** Digests of the images that its instances are made of, and that are wanted. */
    public Set<String> images() {
        return Stream.concat(
                        Stream.of(replicas.spec().template()),
                        replicas.all().stream().map(replica -> replica.template))
                .flatMap(template -> template.digest().stream())
                .collect(Collectors.toSet());
    }

    /** Instances of images that may not run any more end in order; others start where they are needed, if they may. */
    public void retire(Set<String> images, String reason) {
        List<Replica> theirs = replicas.all().stream()
                .filter(replica ->
                        replica.template.digest().filter(images::contains).isPresent())
                .toList();
        theirs.stream().filter(Replica::isSpare).forEach(lifecycle::stop);
        List<Replica> serving = theirs.stream().filter(Replica::counts).toList();
        serving.forEach(replica -> lifecycle.leave(replica, reason));
        if (!theirs.isEmpty()) {
            reconcile();
        }
    }

    /** An instance's last connection has ended, or had to. */
    public void drained(String id) {
        Replica replica = replicas.find(id).orElse(null);
        if (replica != null && replica.phase == Replica.Phase.DRAINING) {
            lifecycle.stop(replica);
        }
    }

    /** An instance took the one connection it was for. */
    public void spent(String id) {
        Replica replica = replicas.find(id).orElse(null);
        if (replica != null && replica.counts()) {
            lifecycle.stop(replica);
            reconcile();
        }
    }

    /** An instance has ended. */
    public void ended(String id, String how) {
        Replica replica = replicas.remove(id).orElse(null);
        if (replica == null) {
            return;
        }
        effects.gone(id);
        boolean asked = replica.isLeaving();
        if (asked && replica.failure.isEmpty()) {
            tell(Happening.STOPPED, id, how);
        } else {
            failed(replica, asked ? replica.failure : how);
        }
        reconcile();
    }

    /** An instance is ready for the first time. */
    private void works(Replica replica) {
        if (replica.spare) {
            spares.becomeWarm(replica);
        } else {
            lifecycle.admit(replica, lifecycle.since(replica.started));
        }
        reconcile();
    }

    private void failed(Replica replica, String reason) {
        Instant now = effects.now();
        tell(Happening.FAILED, replica.id, reason);
        if (!replicas.isFresh(replica) || deleted) {
            return;
        }
        Duration ready = replica.works() ? Duration.between(replica.since, now) : Duration.ZERO;
        Duration wait = backoff.failed(spec().restart(), ready, reason, now);
        // What ends by itself may have been killed by something else; what is up and not well is not.
        boolean hopeless = backoff.failures() >= ROLL_BACK_AFTER || !replica.failure.isEmpty();
        if (!proven && canRollBack && hopeless && !rollingBack) {
            rollingBack = true;
            effects.rollBack(reason);
            return;
        }
        if (!wait.isZero()) {
            tell(Happening.BACKING_OFF, "", "the next instance starts in " + wait.toMillis() + " ms");
            effects.after(wait, this::reconcile);
            if (backoff.isHopeless(now) && !anybodyComes()) {
                refuse();
            }
        }
    }

    /** Whether there is an instance that those who wait may hope for. */
    private boolean anybodyComes() {
        return replicas.any(replica -> replica.counts() || replica.isSpare());
    }

    private void refuse() {
        effects.refuse("service %s cannot start: %s; the next try is in %d ms"
                .formatted(
                        spec().name(),
                        backoff.reason(),
                        backoff.left(effects.now()).toMillis()));
    }

    /** Looks at all that there is and takes the next step. */
    public void reconcile() {
        if (deleted) {
            lifecycle.retire(Replica::counts, Integer.MAX_VALUE);
            spares.stop(0);
            return;
        }
        if (rollingBack) {
            return;
        }
        Instant now = effects.now();
        ServiceSpec spec = spec();
        RolloutStep.Census census = replicas.census();
        int live = census.fresh() + census.old();
        // What a rollout adds for a while is not to be kept, or each step would add another.
        int kept = census.old() > 0 ? Math.min(live, target) : live;
        target = scaling.target(spec.scale(), effects.load(), kept, now);
        canary.step(spec, census, paused, now);
        Predicate<Replica> fresh = replicas::isFresh;
        if (!(paused && census.old() > 0)) {
            RolloutStep step = RolloutStep.of(spec.rollout().strategy(), target, census, canary.isPromoted());
            int left = step.start() - spares.promote(step.start());
            if (!backoff.holds(now)) {
                lifecycle.start(left, false);
            }
            lifecycle.retire(fresh.negate(), step.retireOld());
            lifecycle.retire(fresh, step.retireNew());
        }
        spares.keep(!backoff.holds(now), now);
        settle();
        if (live > spec.scale().min() && !lookScheduled) {
            lookScheduled = true;
            effects.after(Scaling.look(spec.scale()), () -> {
                lookScheduled = false;
                reconcile();
            });
        }
    }

    /** Whether all is of one template now, which has shown then that it works. */
    private void settle() {
        RolloutStep.Census census = replicas.census();
        int working = census.freshReady()
                + replicas.count(replica -> replica.phase == Replica.Phase.WARM && replicas.isFresh(replica));
        if (proven || census.old() > 0 || census.freshReady() < target || working == 0) {
            return;
        }
        proven = true;
        backoff.reset();
        effects.shares(Map.of());
        effects.proven(spec().template());
        tell(Happening.ROLLED_OUT, "", "template " + spec().template().id() + " works");
    }

    private void tell(Happening what, String instance, String message) {
        effects.tell(what, instance, message);
    }

    /** What is wanted. */
    public ServiceSpec spec() {
        return replicas.spec();
    }

    /** How things stand. */
    public ServiceStatus status() {
        RolloutStep.Census census = replicas.census();
        ServiceStatus.State state;
        if (deleted) {
            state = ServiceStatus.State.DELETING;
        } else if (paused && census.old() > 0) {
            state = ServiceStatus.State.PAUSED;
        } else if (census.old() > 0) {
            state = ServiceStatus.State.ROLLING_OUT;
        } else if (backoff.holds(effects.now())) {
            state = ServiceStatus.State.FAILING;
        } else if (census.fresh() == 0) {
            state = ServiceStatus.State.SLEEPING;
        } else {
            state = census.freshReady() < census.fresh() ? ServiceStatus.State.STARTING : ServiceStatus.State.SERVING;
        }
        return new ServiceStatus(state, proven, replicas.statuses());
    }
}
