package dev.demitasse.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The backends of one service, and the connections that wait for one.
 *
 * <p>A connection gets the backend with the fewest connections of those that may take one, or waits, in the order in which
 * it came. Safe for use by several threads; no method blocks, and whoever is told of something is told on a thread of its
 * own, outside every lock.
 */
public final class Upstream implements AutoCloseable {
    private final String name;
    private final Demand demand;
    private final UpstreamListener listener;
    private final Mailbox mailbox;

    final LongAdder connections = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LatencyCounter latencies = new LatencyCounter();

    // Guarded by this, all below.
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final LinkedHashSet<CompletableFuture<Lease>> waiting = new LinkedHashSet<>();
    private final Shares shares = new Shares();
    private final RateLimit rate = new RateLimit();
    private UpstreamLimits limits;
    private int visits;
    private long choices;
    private boolean demandPosted;
    private boolean closed;
    private Instant lastActivity = Instant.now();

    /**
     * Makes an upstream without backends that tells nobody what becomes of them.
     *
     * @param name the service, as clients and logs name it
     * @param limits what it may take
     * @param demand told when a connection has to wait
     */
    public Upstream(String name, UpstreamLimits limits, Demand demand) {
        this(name, limits, demand, UpstreamListener.NONE);
    }

    /**
     * Makes an upstream without backends.
     *
     * @param name the service, as clients and logs name it
     * @param limits what it may take
     * @param demand told when a connection has to wait
     * @param listener told what becomes of the backends
     */
    public Upstream(String name, UpstreamLimits limits, Demand demand, UpstreamListener listener) {
        this.name = name;
        this.limits = limits;
        this.demand = demand;
        this.listener = listener;
        this.mailbox = new Mailbox("upstream " + name);
    }

    /** Returns the service's name. */
    public String name() {
        return name;
    }

    /** Returns what the service may take. */
    public synchronized UpstreamLimits limits() {
        return limits;
    }

    /** Changes what the service may take; connections that are there already stay. */
    public void limits(UpstreamLimits changed) {
        synchronized (this) {
            limits = changed;
        }
        serveWaiting();
    }

    /** A backend takes connections from now on, those that wait first. */
    public void ready(Backend backend) {
        ready(backend, "");
    }

    /**
     * A backend takes connections from now on, those that wait first.
     *
     * @param backend the backend
     * @param group what {@link #shares} knows it by, such as the revision of its service
     * @throws IllegalStateException if a backend of this id is part of the upstream
     */
    public void ready(Backend backend, String group) {
        synchronized (this) {
            if (members.containsKey(backend.id())) {
                throw new IllegalStateException("service " + name + " has a backend " + backend.id() + " already");
            }
            members.put(backend.id(), new Member(backend, group));
        }
        serveWaiting();
    }

    /**
     * Gives groups of backends a part of the new connections, for instance 10 percent to a new revision. The groups that
     * are not named share what is left, by their connections, as does the group without a name. A part that nobody of a
     * group is free to take goes to the others; a group with 0 percent gets nothing.
     *
     * @param percentByGroup from 0 to 100 each, 100 together at most; empty for no distinction
     */
    public void shares(Map<String, Integer> percentByGroup) {
        synchronized (this) {
            shares.replace(percentByGroup);
        }
        serveWaiting();
    }

    /**
     * A backend takes no new connections from now on. When its last one has ended, or at the limit, when they are closed,
     * it is no longer part of the upstream.
     *
     * @param id the backend; of one that is unknown nothing is left to drain
     * @param limit how long its connections may go on
     * @return what completes when nothing of the backend is left, never with an exception
     */
    public CompletionStage<Drained> drain(String id, Duration limit) {
        CompletableFuture<Drained> drained;
        var after = new ArrayList<Runnable>();
        synchronized (this) {
            var member = members.get(id);
            if (member == null) {
                return CompletableFuture.completedFuture(new Drained(id, 0));
            }
            drained = member.draining != null ? member.draining : new CompletableFuture<>();
            member.draining = drained;
            if (member.leases.isEmpty()) {
                remove(member, after);
            } else {
                later(limit, () -> end(member));
            }
        }
        after.forEach(Runnable::run);
        return drained.minimalCompletionStage();
    }

    /** A backend is dead: its connections end, or are tried on another if nothing of them is lost. */
    public void gone(String id) {
        Member member;
        synchronized (this) {
            member = members.get(id);
        }
        if (member != null) {
            end(member);
        }
    }

    /**
     * Answers all that wait now with an error: HTTP with status 503 and the reason, TCP with a reset.
     *
     * @param reason a sentence for the client
     */
    public void refuse(String reason) {
        List<CompletableFuture<Lease>> refused;
        synchronized (this) {
            refused = List.copyOf(waiting);
            waiting.clear();
        }
        var refusal = new Refusal(Refusal.Kind.UNAVAILABLE, reason);
        refused.forEach(future -> future.completeExceptionally(refusal));
    }

    /** Ends all connections and refuses new ones. */
    @Override
    public void close() {
        List<Member> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(members.values());
        }
        refuse(stopped());
        all.forEach(this::end);
    }

    /** Returns what the upstream does at this moment. */
    public synchronized UpstreamStatistics statistics() {
        long now = System.nanoTime();
        var backends =
                members.values().stream().map(member -> member.statistics(now)).toList();
        return new UpstreamStatistics(
                waiting.size(),
                backends.stream().mapToInt(BackendStatistics::active).sum(),
                backends,
                connections.sum(),
                requests.sum(),
                errors.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                latencies.soFar(),
                lastActivity);
    }

    /** Admits a connection or request, which may then ask for backends. */
    Visit visit() throws Refusal {
        long now = System.nanoTime();
        synchronized (this) {
            lastActivity = Instant.now();
            if (closed) {
                throw refused(Refusal.Kind.UNAVAILABLE, stopped());
            }
            if (visits >= limits.connections()) {
                throw refused(
                        Refusal.Kind.UNAVAILABLE,
                        "service %s serves its %d connections already".formatted(name, limits.connections()));
            }
            if (!rate.take(limits.perSecond(), now)) {
                throw refused(
                        Refusal.Kind.TOO_MANY,
                        "service %s takes %d new connections a second".formatted(name, limits.perSecond()));
            }
            visits++;
            return new Visit(this, now + limits.patience().toNanos());
        }
    }

    private Refusal refused(Refusal.Kind kind, String reason) {
        errors.increment();
        return new Refusal(kind, reason);
    }

    private String stopped() {
        return "service " + name + " has been stopped";
    }

    synchronized Refusal tooLong() {
        return new Refusal(
                Refusal.Kind.TIMEOUT, "service %s had no instance free for %s".formatted(name, limits.patience()));
    }

    /** Completes the future with a lease, at once or when there is one. */
    void request(CompletableFuture<Lease> future) throws Refusal {
        Lease lease;
        synchronized (this) {
            if (closed) {
                throw new Refusal(Refusal.Kind.UNAVAILABLE, stopped());
            }
            lease = waiting.isEmpty() ? choose() : null;
            if (lease == null) {
                if (waiting.size() >= limits.waiting()) {
                    throw new Refusal(
                            Refusal.Kind.UNAVAILABLE,
                            "service %s has no instance free, and %d connections wait already"
                                    .formatted(name, limits.waiting()));
                }
                waiting.add(future);
                demand();
            }
        }
        if (lease != null) {
            future.complete(lease);
        }
    }

    /** Takes a request back; returns the lease if it was granted meanwhile, else throws the reason. */
    Lease abandon(CompletableFuture<Lease> future, Refusal reason) throws Refusal {
        synchronized (this) {
            waiting.remove(future);
        }
        if (future.completeExceptionally(reason) || future.isCompletedExceptionally()) {
            throw reason;
        }
        return future.join();
    }

    synchronized void leave() {
        visits--;
        lastActivity = Instant.now();
    }

    void connected(Member member) {
        synchronized (this) {
            member.tried = false;
        }
        serveWaiting();
    }

    void answered(Member member) {
        synchronized (this) {
            if (member.firstAnswer == null) {
                member.firstAnswer = Instant.now();
            }
            if (member.failures > 0) {
                member.failures = 0;
                mailbox.post(() -> listener.returned(member.backend.id()));
            }
        }
    }

    void failed(Lease lease, String reason) {
        synchronized (this) {
            var member = lease.member();
            long now = System.nanoTime();
            // Of many connections that fail together, only the first makes the next pause longer.
            if (member.leases.contains(lease) && !member.aside(now)) {
                member.failures++;
                var pause = limits.ejection().after(member.failures);
                member.asideUntil = now + pause.toNanos();
                later(pause, this::serveWaiting);
                mailbox.post(() -> listener.ejected(member.backend.id(), reason));
            }
            member.failed++;
        }
        release(lease);
    }

    void release(Lease lease) {
        var after = new ArrayList<Runnable>();
        synchronized (this) {
            var member = lease.member();
            if (!member.leases.remove(lease)) {
                return;
            }
            member.tried = false;
            member.lastActivity = Instant.now();
            if (member.leases.isEmpty() && !member.removed) {
                var id = member.backend.id();
                if (limits.oneShot()) {
                    remove(member, after);
                    mailbox.post(() -> listener.spent(id));
                } else if (member.draining != null) {
                    remove(member, after);
                } else {
                    mailbox.post(() -> listener.idle(id));
                }
            }
        }
        after.forEach(Runnable::run);
        serveWaiting();
    }

    /** Gives backends to those that wait, as long as there are some. */
    private void serveWaiting() {
        while (true) {
            CompletableFuture<Lease> first;
            Lease lease;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    return;
                }
                lease = choose();
                if (lease == null) {
                    demand();
                    return;
                }
                first = waiting.removeFirst();
            }
            if (!first.complete(lease)) {
                release(lease);
            }
        }
    }

    private @Nullable Lease choose() {
        long now = System.nanoTime();
        var free = new ArrayList<Member>(members.size());
        for (var member : members.values()) {
            if (member.takes(limits, now)) {
                free.add(member);
            }
        }
        var chosen = shares.choose(free);
        if (chosen == null) {
            return null;
        }
        var lease = new Lease(this, chosen);
        chosen.leases.add(lease);
        chosen.tried = chosen.failures > 0;
        chosen.served++;
        chosen.lastChosen = ++choices;
        chosen.lastActivity = Instant.now();
        return lease;
    }

    private void demand() {
        if (!demandPosted) {
            demandPosted = true;
            mailbox.post(this::tellDemand);
        }
    }

    private void tellDemand() {
        int count;
        synchronized (this) {
            demandPosted = false;
            count = waiting.size();
        }
        if (count > 0) {
            demand.wanted(count);
        }
    }

    /** Removes a backend and closes what connections it has. */
    private void end(Member member) {
        var after = new ArrayList<Runnable>();
        List<Lease> cut;
        synchronized (this) {
            if (member.removed) {
                return;
            }
            cut = List.copyOf(member.leases);
            remove(member, after);
        }
        cut.forEach(Lease::abort);
        after.forEach(Runnable::run);
        serveWaiting();
    }

    /** Takes a member out; what is to be done outside the lock is added to {@code after}. */
    private void remove(Member member, List<Runnable> after) {
        int cut = member.leases.size();
        member.removed = true;
        members.remove(member.backend.id());
        after.addAll(member.whenRemoved);
        var draining = member.draining;
        if (draining != null) {
            after.add(() -> draining.complete(new Drained(member.backend.id(), cut)));
        }
    }

    /** Runs something when a backend is no longer part of the upstream; at once if it is not. */
    void whenRemoved(Member member, Runnable action) {
        synchronized (this) {
            if (!member.removed) {
                member.whenRemoved.add(action);
                return;
            }
        }
        action.run();
    }

    private static void later(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS,
                        task -> Thread.ofVirtual().start(task))
                .execute(action);
    }
}
