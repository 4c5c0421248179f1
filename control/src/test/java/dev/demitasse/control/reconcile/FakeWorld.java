package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.Rollout;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.control.service.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;

/** Time, instances and connections of a test, in which only what the test lets happen happens. */
final class FakeWorld implements Effects {
    private record Timer(Instant when, long order, Runnable action) {}

    private final PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) -> {
        int byTime = a.when().compareTo(b.when());
        return byTime != 0 ? byTime : Long.compare(a.order(), b.order());
    });

    /** The instances that run, with their templates. */
    final Map<String, Template> running = new LinkedHashMap<>();

    /** Those that take connections, with their groups. */
    final Map<String, String> serving = new LinkedHashMap<>();

    /** Those that stand still. */
    final TreeSet<String> paused = new TreeSet<>();

    final List<String> refusals = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<String> rolledBack = new ArrayList<>();
    final TreeSet<String> proven = new TreeSet<>();
    Map<String, Integer> shares = Map.of();

    /** Images whose instances end at once, and those whose instances never become healthy or ready. */
    final TreeSet<String> crashing = new TreeSet<>();

    final TreeSet<String> unhealthy = new TreeSet<>();
    final TreeSet<String> silent = new TreeSet<>();

    int waiting;
    int active;

    /** The fewest that ever took connections, since this was last set. */
    int fewestServing = Integer.MAX_VALUE;

    private static final Duration BOOT = Duration.ofMillis(20);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Instant last = now;
    private long order;
    private int names;
    private ServiceController controller;

    /** A service, as YAML behind its name, image and port. */
    FakeWorld(String image, String rest) {
        controller = new ServiceController(spec(image, rest), standing(image, rest), this, () -> "i" + ++names);
        controller.reconcile();
    }

    static ServiceSpec spec(String image, String rest) {
        return SpecReader.read("test", "service: s\nimage: " + image + "\nports: [{listen: 80}]\n" + rest);
    }

    private ServiceController.Standing standing(String image, String rest) {
        boolean itself = proven.contains(spec(image, rest).template().id());
        return new ServiceController.Standing(itself, !proven.isEmpty() && !itself);
    }

    void apply(String image, String rest) {
        controller.apply(spec(image, rest), standing(image, rest));
    }

    ServiceController controller() {
        return controller;
    }

    /** Connections come, and wait if nothing serves. */
    void connect(int count) {
        last = now;
        if (serving.isEmpty()) {
            waiting += count;
            controller.wanted();
        } else {
            active += count;
        }
    }

    /** All connections end. */
    void disconnect() {
        active = 0;
        last = now;
    }

    /** Lets time pass, and what falls into it happen. */
    void pass(Duration time) {
        Instant end = now.plus(time);
        while (!timers.isEmpty() && !timers.peek().when().isAfter(end)) {
            Timer next = timers.remove();
            now = next.when();
            next.action().run();
            fewestServing = Math.min(fewestServing, serving.size());
        }
        now = end;
    }

    /** An instance is killed by something else. */
    void die(String id) {
        running.remove(id);
        paused.remove(id);
        serving.remove(id);
        controller.ended(id, "killed");
    }

    long runningOf(String image) {
        return running.values().stream()
                .filter(template -> template.image().equals(image))
                .count();
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        timers.add(new Timer(now.plus(delay), order++, action));
    }

    @Override
    public void start(String id, Template template) {
        running.put(id, template);
        after(BOOT, () -> {
            if (!running.containsKey(id)) {
                return;
            }
            if (crashing.contains(template.image())) {
                die(id);
            } else if (!silent.contains(template.image())) {
                controller.listening(id, 80);
            }
        });
    }

    @Override
    public void pause(String id) {
        paused.add(id);
    }

    @Override
    public void resume(String id) {
        paused.remove(id);
    }

    @Override
    public void stop(String id) {
        after(Duration.ofMillis(5), () -> {
            if (running.remove(id) != null) {
                paused.remove(id);
                controller.ended(id, "stopped");
            }
        });
    }

    @Override
    public void kill(String id) {
        stop(id);
    }

    @Override
    public void check(String id, HealthCheck check) {
        after(Duration.ofMillis(1), () -> {
            Template template = running.get(id);
            boolean sick = template == null || unhealthy.contains(template.image());
            controller.checked(id, sick ? "status 500" : "");
        });
    }

    @Override
    public void ready(String id, String group) {
        if (paused.contains(id)) {
            throw new IllegalStateException(id + " is to take connections, and stands still");
        }
        serving.put(id, group);
        active += waiting;
        waiting = 0;
    }

    @Override
    public void drain(String id, Duration limit) {
        serving.remove(id);
        after(Duration.ofMillis(50), () -> controller.drained(id));
    }

    @Override
    public void gone(String id) {
        serving.remove(id);
    }

    @Override
    public void refuse(String reason) {
        refusals.add(reason);
        waiting = 0;
    }

    @Override
    public void shares(Map<String, Integer> percentByGroup) {
        shares = percentByGroup;
    }

    @Override
    public Load load() {
        return new Load(waiting, active, last);
    }

    @Override
    public void tell(Happening what, String instance, String message) {
        told.add(what + " " + message);
    }

    @Override
    public void proven(Template template) {
        proven.add(template.id());
    }

    @Override
    public void rollBack(String reason) {
        rolledBack.add(reason);
    }

    /** A rollout of that strategy. */
    static String rollout(Rollout.Strategy strategy) {
        return "rollout: {strategy: " + strategy.name().toLowerCase(Locale.ROOT) + ", hold: 10s, deadline: 5s}\n";
    }
}
