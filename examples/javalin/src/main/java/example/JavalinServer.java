package example;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store of notes as a REST service: Javalin for the routes, Jackson for JSON, Logback for the log. */
public final class JavalinServer {
    private static final int PORT = 8080;
    private static final Logger LOG = LoggerFactory.getLogger(JavalinServer.class);

    private final Map<Integer, Note> notes = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    private JavalinServer() {}

    /** A note; its identity is given when it is kept. */
    public record Note(int id, String text, boolean done) {}

    public static void main(String[] arguments) {
        var service = new JavalinServer();
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.routes.get("/", context -> context.result("Hello from Javalin\n"));
                    config.routes.get("/notes", context -> context.json(service.notes.values()));
                    config.routes.get("/notes/{id}", service::read);
                    config.routes.post("/notes", service::keep);
                })
                .start(PORT);
        LOG.info("Listening on port {}", PORT);
    }

    private void read(Context context) {
        Note note = notes.get(context.pathParamAsClass("id", Integer.class).get());
        if (note == null) {
            throw new NotFoundResponse("there is no such note");
        }
        context.json(note);
    }

    private void keep(Context context) {
        Note sent = context.bodyAsClass(Note.class);
        var kept = new Note(last.incrementAndGet(), sent.text(), sent.done());
        notes.put(kept.id(), kept);
        context.status(201).json(kept);
    }
}
