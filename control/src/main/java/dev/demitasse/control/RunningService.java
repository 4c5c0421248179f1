package dev.demitasse.control;

import dev.demitasse.control.fleet.Fleet;
import dev.demitasse.control.fleet.Order;
import dev.demitasse.control.reconcile.Effects;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.reconcile.Load;
import dev.demitasse.control.reconcile.ServiceController;
import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A service with its ports, its controller, and the world that the controller acts on. Confined to the loop. */
final class RunningService implements Effects {
    private final String name;
    private final Loop loop;
    private final Fleet fleet;
    private final Journal journal;
    private final ProvenTemplates proven;
    private final BiConsumer<String, String> rollBack;
    private final ServiceGate gate;
    private @Nullable ServiceController controller;
    private Map<String, String> untrusted = Map.of();
    private long boots;
    private long denied;

    /** What services share. {@code rollBack} is given a service and a reason, on the loop. */
    record Shared(
            Loop loop,
            Fleet fleet,
            Journal journal,
            ProvenTemplates proven,
            PortBoard board,
            BiConsumer<String, String> rollBack) {}

    RunningService(String name, Shared shared) {
        this.name = name;
        this.loop = shared.loop();
        this.fleet = shared.fleet();
        this.journal = shared.journal();
        this.proven = shared.proven();
        this.rollBack = shared.rollBack();
        this.gate = new ServiceGate(
                name,
                shared.board(),
                () -> loop.post(() -> controller().wanted()),
                id -> loop.post(() -> controller().spent(id)));
    }

    /** Wants it so from the beginning; nothing starts before {@code reconcile}. */
    void begin(ServiceSpec spec, ServiceController.Standing standing) {
        fleet.prepare(spec.template());
        controller = new ServiceController(spec, standing, this, () -> InstanceNames.next(name));
    }

    /** Wants it so from now on. */
    void apply(ServiceSpec spec, ServiceController.Standing standing) {
        fleet.prepare(spec.template());
        controller().apply(spec, standing);
    }

    ServiceController controller() {
        if (controller == null) {
            throw new IllegalStateException(name + " has not begun");
        }
        return controller;
    }

    /** Whether {@link #begin} was called. */
    boolean hasBegun() {
        return controller != null;
    }

    ServiceGate gate() {
        return gate;
    }

    /** Digests of what it is made of. */
    Set<String> images() {
        return controller == null ? Set.of() : controller.images();
    }

    /** Why something that it is made of is not believed any more; empty when all is. */
    Optional<String> untrusted() {
        return untrusted.values().stream().sorted().findFirst();
    }

    /**
     * Takes notice of what is believed no more.
     *
     * @param reasons by the digests of images, also of other services
     */
    void judge(Map<String, String> reasons, OnRevocation policy) {
        var now = new TreeMap<>(reasons);
        now.keySet().retainAll(images());
        boolean stops = policy == OnRevocation.stop;
        now.forEach((digest, reason) -> {
            if (!untrusted.containsKey(digest)) {
                tell(
                        Happening.UNTRUSTED,
                        "",
                        reason + (stops ? "; its instances end" : "; its instances run on, and none is started"));
            }
        });
        if (now.isEmpty() && !untrusted.isEmpty()) {
            tell(Happening.TRUSTED, "", "what it is made of is trusted again");
        }
        untrusted = now;
        if (stops && !now.isEmpty()) {
            controller().retire(now.keySet(), "its image is not trusted any more");
        }
    }

    /** Instances that were started. */
    long boots() {
        return boots;
    }

    /** So many packets more of its instances were going where they may not. */
    void denied(long packets) {
        denied += packets;
    }

    /** Packets of its instances that were going where they may not. */
    long denied() {
        return denied;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void after(Duration delay, Runnable action) {
        loop.after(delay, action);
    }

    @Override
    public void start(String id, Template template) {
        boots++;
        fleet.start(new Order(id, name, template, controller().spec().guestPorts()));
    }

    @Override
    public void pause(String id) {
        fleet.pause(id);
    }

    @Override
    public void resume(String id) {
        fleet.resume(id);
    }

    @Override
    public void stop(String id) {
        fleet.stop(id);
    }

    @Override
    public void kill(String id) {
        fleet.kill(id);
    }

    @Override
    public void check(String id, HealthCheck check) {
        fleet.check(id, check);
    }

    @Override
    public void ready(String id, String group) {
        gate.ready(id, group, fleet);
        fleet.ready(id);
    }

    @Override
    public void drain(String id, Duration limit) {
        gate.drain(id, limit, () -> loop.post(() -> controller().drained(id)));
    }

    @Override
    public void gone(String id) {
        gate.gone(id);
    }

    @Override
    public void refuse(String reason) {
        gate.refuse(reason);
    }

    @Override
    public void shares(Map<String, Integer> percentByGroup) {
        gate.shares(percentByGroup);
    }

    @Override
    public Load load() {
        return gate.load();
    }

    @Override
    public void tell(Happening what, String instance, String message) {
        journal.tell(name, instance, what, message);
    }

    @Override
    public void proven(Template template) {
        proven.remember(name, template.id());
    }

    @Override
    public void rollBack(String reason) {
        loop.post(() -> rollBack.accept(name, reason));
    }
}
