package dev.demitasse.control.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Answers that go on: events and logs, as server-sent events (WHATWG HTML, section 9.2) where the client asks for
 * {@code text/event-stream}, else what there is so far. Thread-safe.
 */
final class Streams {
    /** A client that reads no faster than this many events come is let go; it asks again from where it was. */
    private static final int MOST_AHEAD = 10_000;

    /** After so long without news a comment is sent, which finds out whether the client is still there. */
    private static final int QUIET_SECONDS = 10;

    private static final int PIECE = 8 << 10;
    private static final int LOG_LOOK_MILLIS = 200;
    private static final int QUIET_LOOKS = QUIET_SECONDS * 1000 / LOG_LOOK_MILLIS;

    private final ControlPlane plane;
    private final ObjectMapper json = new ObjectMapper();

    Streams(ControlPlane plane) {
        this.plane = plane;
    }

    void events(Call call) throws IOException, InterruptedException {
        String service = call.query("service").orElse("");
        if (!call.wantsStream()) {
            call.json(
                    200,
                    plane.journal().latest().stream()
                            .filter(event ->
                                    service.isEmpty() || event.service().equals(service))
                            .toList());
            return;
        }
        long after = call.header("Last-Event-ID")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
        var queue = new LinkedBlockingQueue<Event>(MOST_AHEAD);
        Runnable end = plane.journal().listen(after, queue::offer);
        try (OutputStream out = call.stream("text/event-stream")) {
            while (queue.remainingCapacity() > 0 && call.isStillAdmitted()) {
                Event event = queue.poll(QUIET_SECONDS, TimeUnit.SECONDS);
                if (event == null) {
                    send(out, ": still here\n\n");
                } else if (service.isEmpty() || event.service().equals(service)) {
                    send(out, "id: " + event.number() + "\ndata: " + json.writeValueAsString(event) + "\n\n");
                }
            }
        } finally {
            end.run();
        }
    }

    void log(Call call) throws IOException, InterruptedException {
        String instance = InstanceRoutes.named(call);
        Path file = plane.consoleLog(instance);
        if (!Files.exists(file)) {
            throw new ApiException(404, "there is no log of an instance " + instance + "; demi services -v lists them");
        }
        if (!call.wantsStream()) {
            try (OutputStream out = call.stream("text/plain;charset=utf-8")) {
                Files.copy(file, out);
            }
            return;
        }
        try (OutputStream out = call.stream("text/event-stream");
                InputStream in = Files.newInputStream(file)) {
            var lines = new LogLines();
            byte[] piece = new byte[PIECE];
            int quiet = 0;
            boolean ended = false;
            while (Files.exists(file) && call.isStillAdmitted()) {
                int count = in.read(piece);
                if (count > 0) {
                    sendLines(out, lines.add(piece, count));
                    quiet = 0;
                } else if (ended) {
                    sendLines(out, lines.rest());
                    return;
                } else {
                    // Asked before the last look: what it wrote before it ended is then in the file.
                    ended = !plane.runs(instance);
                    Thread.sleep(LOG_LOOK_MILLIS);
                    if (++quiet % QUIET_LOOKS == 0) {
                        send(out, ": still here\n\n");
                    }
                }
            }
        }
    }

    /** A carriage return would end the line for a client of server-sent events, and what follows be no data. */
    private static void sendLines(OutputStream out, List<String> lines) throws IOException {
        for (String line : lines) {
            send(out, "data: " + line.replace("\r", "\ndata: ") + "\n\n");
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
