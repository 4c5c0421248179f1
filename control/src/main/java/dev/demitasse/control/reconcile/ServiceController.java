package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.Rollout;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instances of one service match what is wanted of it. Whatever is told to it, it looks at all that there is and
 * takes the next step; nothing is remembered of steps that were meant to follow. Confined to the thread that its
 * {@link Effects} call it on.
 */
public final class ServiceController {
    /** How often an instance that is not healthy yet is asked, at least. */
    private static final Duration FIRST_CHECKS = Duration.ofMillis(250);

    /** How long an instance started ahead goes on after it is ready, to end what it begins with, before it is paused. */
    private static final Duration SETTLING = Duration.ofMillis(250);

    /** How long the next instance is not started ahead after one is needed, which has the processors for its answer. */
    private static final Duration FIRST_ANSWER = Duration.ofMillis(500);

    /** Instances of a new template that may end by themselves before it is given up. */
    private static final int ROLL_BACK_AFTER = 2;

    private final Effects effects;
    private final Supplier<String> ids;
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final Scaling scaling = new Scaling();
    private final Backoff backoff = new Backoff();
    private ServiceSpec spec;
    private boolean proven;
    private boolean canRollBack;
    private boolean rollingBack;
    private boolean paused;
    private boolean promoted;
    private @Nullable Instant canarySince;
    private boolean deleted;
    private boolean lookScheduled;
    private Instant noSparesBefore = Instant.MIN;

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
        this.spec = spec;
        this.effects = effects;
        this.ids = ids;
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
        boolean changes = !wanted.template().equals(spec.template());
        spec = wanted;
        stand(standing);
        if (changes) {
            // What has worked before needs no trial: the way back is not held up.
            promoted = standing.proven();
            canarySince = null;
            rollingBack = false;
            paused = false;
            backoff.reset();
            effects.shares(Map.of());
            if (replicas.values().stream().anyMatch(Replica::counts)) {
                tell(
                        Happening.ROLLING_OUT,
                        "",
                        "to template " + spec.template().id() + ", "
                                + spec.rollout().strategy());
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
        return deleted && replicas.isEmpty();
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
        replicas.put(id, replica);
        if (paused) {
            // Only what was started ahead ever is, and only once it works.
            replica.spare = true;
            replica.paused = true;
            replica.enter(Replica.Phase.WARM, effects.now());
            tell(Happening.ADOPTED, id, "found paused");
        } else {
            tell(Happening.ADOPTED, id, "found running");
            awaitReady(id);
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
        Replica replica = replicas.get(id);
        if (replica == null || !replica.listening.add(port) || replica.phase != Replica.Phase.STARTING) {
            return;
        }
        if (replica.listening.containsAll(spec.guestPorts())) {
            spec.health().ifPresentOrElse(health -> check(replica, health), () -> works(replica));
        }
    }

    /** A check of an instance's health has an answer; {@code reason} is empty when it is well. */
    public void checked(String id, String reason) {
        Replica replica = replicas.get(id);
        if (replica == null) {
            return;
        }
        replica.checking = false;
        if (!replica.isUp()) {
            return;
        }
        Optional<HealthCheck> health = spec.health();
        if (reason.isEmpty()) {
            replica.failedChecks = 0;
            if (replica.phase == Replica.Phase.STARTING) {
                works(replica);
            }
        } else if (replica.isReady()) {
            replica.failedChecks++;
            if (health.isPresent() && replica.failedChecks >= health.get().threshold()) {
                fail(replica, "its health check failed " + replica.failedChecks + " times: " + reason);
                return;
            }
        }
        health.ifPresent(check -> checkLater(replica, check));
    }

    private void check(Replica replica, HealthCheck health) {
        if (!replica.checking && replica.isUp()) {
            replica.checking = true;
            effects.check(replica.id, health);
        }
    }

    private void checkLater(Replica replica, HealthCheck health) {
        boolean starting = replica.phase == Replica.Phase.STARTING;
        Duration wait = starting && FIRST_CHECKS.compareTo(health.interval()) < 0 ? FIRST_CHECKS : health.interval();
        effects.after(wait, () -> check(replica, health));
    }

    /**
     * An operator wants an instance to make room for another of the same template.
     *
     * @return whether it was there and not on its way out already
     */
    public boolean replace(String id, String reason) {
        Replica replica = replicas.get(id);
        if (replica == null || !replica.counts()) {
            return false;
        }
        leave(replica, reason);
        reconcile();
        return true;
    }

    /** Digests of the images that its instances are made of, and that are wanted. */
    public Set<String> images() {
        return Stream.concat(
                        Stream.of(spec.template()), replicas.values().stream().map(replica -> replica.template))
                .flatMap(template -> template.digest().stream())
                .collect(Collectors.toSet());
    }

    /** Instances of images that may not run any more end in order; others start where they are needed, if they may. */
    public void retire(Set<String> images, String reason) {
        List<Replica> theirs = replicas.values().stream()
                .filter(replica ->
                        replica.template.digest().filter(images::contains).isPresent())
                .toList();
        theirs.stream().filter(Replica::isSpare).forEach(this::stop);
        List<Replica> serving = theirs.stream().filter(Replica::counts).toList();
        serving.forEach(replica -> leave(replica, reason));
        if (!theirs.isEmpty()) {
            reconcile();
        }
    }

    /** An instance's last connection has ended, or had to. */
    public void drained(String id) {
        Replica replica = replicas.get(id);
        if (replica != null && replica.phase == Replica.Phase.DRAINING) {
            stop(replica);
        }
    }

    /** An instance took the one connection it was for. */
    public void spent(String id) {
        Replica replica = replicas.get(id);
        if (replica != null && replica.counts()) {
            stop(replica);
            reconcile();
        }
    }

    /** An instance has ended. */
    public void ended(String id, String how) {
        Replica replica = replicas.remove(id);
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
            becomeWarm(replica);
        } else {
            becomeReady(replica);
        }
    }

    private void becomeWarm(Replica replica) {
        replica.enter(Replica.Phase.WARM, effects.now());
        tell(Happening.WARM, replica.id, "after " + millisSince(replica.started) + " ms");
        effects.after(SETTLING, () -> {
            if (replica.phase == Replica.Phase.WARM) {
                replica.paused = true;
                effects.pause(replica.id);
            }
        });
        reconcile();
    }

    private void becomeReady(Replica replica) {
        admit(replica, "after " + millisSince(replica.started) + " ms");
        reconcile();
    }

    private void admit(Replica replica, String message) {
        replica.enter(Replica.Phase.READY, effects.now());
        effects.ready(replica.id, replica.template.id());
        tell(Happening.READY, replica.id, message);
        spec.health().ifPresent(health -> checkLater(replica, health));
    }

    private long millisSince(Instant time) {
        return Duration.between(time, effects.now()).toMillis();
    }

    /** Gives an instance up that does not do what it should. */
    private void fail(Replica replica, String reason) {
        replica.failure = reason;
        replica.enter(Replica.Phase.STOPPING, effects.now());
        effects.gone(replica.id);
        effects.kill(replica.id);
    }

    private void failed(Replica replica, String reason) {
        Instant now = effects.now();
        tell(Happening.FAILED, replica.id, reason);
        if (!replica.template.equals(spec.template()) || deleted) {
            return;
        }
        Duration ready = replica.works() ? Duration.between(replica.since, now) : Duration.ZERO;
        Duration wait = backoff.failed(spec.restart(), ready, reason, now);
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
        return replicas.values().stream().anyMatch(replica -> replica.counts() || replica.isSpare());
    }

    private void refuse() {
        effects.refuse("service %s cannot start: %s; the next try is in %d ms"
                .formatted(
                        spec.name(),
                        backoff.reason(),
                        backoff.left(effects.now()).toMillis()));
    }

    /** Looks at all that there is and takes the next step. */
    public void reconcile() {
        if (deleted) {
            retire(Replica::counts, Integer.MAX_VALUE);
            stopSpares(0);
            return;
        }
        if (rollingBack) {
            return;
        }
        Instant now = effects.now();
        RolloutStep.Census census = census();
        int live = census.fresh() + census.old();
        // What a rollout adds for a while is not to be kept, or each step would add another.
        int kept = census.old() > 0 ? Math.min(live, target) : live;
        target = scaling.target(spec.scale(), effects.load(), kept, now);
        canary(census, now);
        Predicate<Replica> fresh = this::isFresh;
        if (!(paused && census.old() > 0)) {
            RolloutStep step = RolloutStep.of(spec.rollout().strategy(), target, census, promoted);
            int left = step.start() - promote(step.start());
            if (!backoff.holds(now)) {
                start(left, false);
            }
            retire(fresh.negate(), step.retireOld());
            retire(fresh, step.retireNew());
        }
        spares(now);
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
        RolloutStep.Census census = census();
        int working = census.freshReady() + count(replica -> replica.phase == Replica.Phase.WARM && isFresh(replica));
        if (proven || census.old() > 0 || census.freshReady() < target || working == 0) {
            return;
        }
        proven = true;
        backoff.reset();
        effects.shares(Map.of());
        effects.proven(spec.template());
        tell(Happening.ROLLED_OUT, "", "template " + spec.template().id() + " works");
    }

    /** A canary's first instance gets a part of the connections for a while. */
    private void canary(RolloutStep.Census census, Instant now) {
        Rollout rollout = spec.rollout();
        if (rollout.strategy() != Rollout.Strategy.CANARY || promoted || census.old() == 0) {
            return;
        }
        if (census.freshReady() == 0) {
            canarySince = null;
            // Before the first one is ready, so that it never gets more than its part.
            effects.shares(Map.of(spec.template().id(), rollout.percent()));
        } else if (canarySince == null) {
            canarySince = now;
            tell(
                    Happening.ROLLING_OUT,
                    "",
                    "the canary has " + rollout.percent() + " % for "
                            + rollout.hold().toSeconds() + " s");
            effects.after(rollout.hold(), this::reconcile);
        } else if (!canarySince.plus(rollout.hold()).isAfter(now) && !paused) {
            promoted = true;
            effects.shares(Map.of());
            tell(Happening.ROLLING_OUT, "", "the canary stayed healthy: the others follow");
        }
    }

    /** Makes instances that were started ahead count, first those that are ready; returns how many there were. */
    private int promote(int count) {
        List<Replica> chosen = replicas.values().stream()
                .filter(replica -> replica.isSpare() && isFresh(replica))
                .sorted(Comparator.comparing(Replica::works).reversed())
                .limit(count)
                .toList();
        if (!chosen.isEmpty()) {
            noSparesBefore = effects.now().plus(FIRST_ANSWER);
            effects.after(FIRST_ANSWER, this::reconcile);
        }
        for (Replica replica : chosen) {
            replica.spare = false;
            if (replica.phase == Replica.Phase.WARM) {
                if (replica.paused) {
                    replica.paused = false;
                    effects.resume(replica.id);
                }
                admit(replica, "at once, since it was started ahead");
            }
        }
        return chosen.size();
    }

    /** Starts instances ahead, as many as are missing, while nothing else is being changed; ends those too many. */
    private void spares(Instant now) {
        int wanted = spec.scale().warm();
        stopSpares(wanted);
        RolloutStep.Census census = census();
        boolean calm = census.old() == 0 && census.leaving() == 0 && census.fresh() == census.freshReady();
        if (calm && !backoff.holds(now) && !noSparesBefore.isAfter(now)) {
            start(wanted - count(Replica::isSpare), true);
        }
    }

    /** Ends the instances started ahead that are of another template, and the youngest of those above {@code kept}. */
    private void stopSpares(int kept) {
        List<Replica> spares = replicas.values().stream()
                .filter(Replica::isSpare)
                .sorted(Comparator.comparing(this::isFresh).reversed())
                .toList();
        for (int i = 0; i < spares.size(); i++) {
            if (i >= kept || !isFresh(spares.get(i))) {
                stop(spares.get(i));
            }
        }
    }

    private void start(int count, boolean spare) {
        for (int i = 0; i < count; i++) {
            String id = ids.get();
            var replica = new Replica(id, spec.template(), effects.now());
            replica.spare = spare;
            replicas.put(id, replica);
            tell(
                    Happening.STARTING,
                    id,
                    (spare ? "ahead, " : "") + "of template " + spec.template().id());
            effects.start(id, spec.template());
            awaitReady(id);
        }
    }

    private void awaitReady(String id) {
        Duration deadline = spec.rollout().deadline();
        effects.after(deadline, () -> {
            Replica replica = replicas.get(id);
            if (replica != null && replica.phase == Replica.Phase.STARTING) {
                fail(replica, "it was not ready after " + deadline.toMillis() + " ms");
            }
        });
    }

    /** Ends instances, first those that are not ready, then the oldest. */
    private void retire(Predicate<Replica> which, int count) {
        List<Replica> chosen = replicas.values().stream()
                .filter(replica -> replica.counts() && which.test(replica))
                .sorted(Comparator.comparing(Replica::isReady))
                .limit(count)
                .toList();
        chosen.forEach(replica -> leave(replica, "it is not needed any more"));
    }

    private void leave(Replica replica, String reason) {
        if (replica.isReady()) {
            replica.enter(Replica.Phase.DRAINING, effects.now());
            tell(Happening.DRAINING, replica.id, reason);
            effects.drain(replica.id, spec.rollout().drain());
        } else {
            stop(replica);
        }
    }

    private void stop(Replica replica) {
        replica.enter(Replica.Phase.STOPPING, effects.now());
        effects.stop(replica.id);
    }

    private boolean isFresh(Replica replica) {
        return replica.template.equals(spec.template());
    }

    private RolloutStep.Census census() {
        return new RolloutStep.Census(
                count(replica -> replica.counts() && isFresh(replica)),
                count(replica -> replica.isReady() && isFresh(replica)),
                count(replica -> replica.counts() && !isFresh(replica)),
                count(replica -> replica.isReady() && !isFresh(replica)),
                count(replica -> !replica.counts() && !isFresh(replica)));
    }

    private int count(Predicate<Replica> which) {
        return (int) replicas.values().stream().filter(which).count();
    }

    private void tell(Happening what, String instance, String message) {
        effects.tell(what, instance, message);
    }

    /** What is wanted. */
    public ServiceSpec spec() {
        return spec;
    }

    /** How things stand. */
    public ServiceStatus status() {
        RolloutStep.Census census = census();
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
        return new ServiceStatus(
                state,
                proven,
                replicas.values().stream()
                        .map(replica -> new ServiceStatus.InstanceStatus(
                                replica.id,
                                replica.template.id(),
                                isFresh(replica),
                                replica.phase.name(),
                                replica.started))
                        .toList());
    }
}
