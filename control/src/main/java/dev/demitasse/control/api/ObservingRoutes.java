package dev.demitasse.control.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.observe.Recorder;
import dev.demitasse.control.observe.Watchers;
import dev.demitasse.control.observe.Watching;
import dev.demitasse.control.service.SpecException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What services and instances do and have done: changes as they come, and series for charts. Thread-safe. */
final class ObservingRoutes {
    /** A client that reads no faster than this much changes is let go; it comes again and is told all anew. */
    private static final int MOST_AHEAD = 10_000;

    private static final int QUIET_SECONDS = 10;

    private final ControlPlane plane;
    private final Recorder recorder;
    private final Watchers watchers;
    private final ObjectMapper json = new ObjectMapper();

    ObservingRoutes(ControlPlane plane, Recorder recorder) {
        this.plane = plane;
        this.recorder = recorder;
        this.watchers = new Watchers(plane, recorder);
    }

    void addTo(Routes routes) {
        routes.add("GET", "/v1/live", Role.VIEWER, this::live);
        routes.add(
                "GET",
                "/v1/services/{service}/metrics",
                Role.VIEWER,
                call -> call.json(200, recorder.service(call.parts().get(2), longer(call))));
        routes.add(
                "GET",
                "/v1/instances/{instance}/metrics",
                Role.VIEWER,
                call -> call.json(200, recorder.instance(call.parts().get(2), longer(call))));
    }

    private static boolean longer(Call call) {
        String span = call.query("span").orElse("5m");
        return switch (span) {
            case "5m" -> false;
            case "2h" -> true;
            default -> throw new SpecException("span is \"" + span + "\": 5m and 2h are what there is");
        };
    }

    private void live(Call call) throws IOException, InterruptedException {
        if (!call.wantsStream()) {
            call.json(200, plane.services());
            return;
        }
        var queue = new LinkedBlockingQueue<Watching>(MOST_AHEAD);
        Runnable end = watchers.watch(queue::offer);
        try (OutputStream out = call.stream("text/event-stream")) {
            while (queue.remainingCapacity() > 0 && call.isStillAdmitted()) {
                Watching news = queue.poll(QUIET_SECONDS, TimeUnit.SECONDS);
                out.write(text(news).getBytes(StandardCharsets.UTF_8));
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
        } finally {
            end.run();
        }
    }

    private String text(@Nullable Watching news) throws IOException {
        return switch (news) {
            case null -> ": still here\n\n";
            case Watching.All(var services) -> event("all", services);
            case Watching.Changed(var service) -> event("service", service);
            case Watching.Gone(var name) -> event("gone", Map.of("name", name));
            case Watching.Happened(var event) -> event("event", event);
            case Watching.Measured(var sample) -> event("sample", sample);
        };
    }

    private String event(String name, Object data) throws IOException {
        return "event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n";
    }
}
