package dev.demitasse.control.api;

import java.io.IOException;
import org.eclipse.jetty.http.HttpHeader;

/** Signing in at the page, and out. Thread-safe. */
final class SessionRoutes {
    private final Sessions sessions;

    SessionRoutes(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Who is signed in; {@code key} is empty but at the beginning. */
    private record SessionView(String name, String role, String key) {}

    void addTo(Routes routes) {
        routes.open("POST", "/v1/session", this::begin);
        routes.add("GET", "/v1/session", Role.VIEWER, call -> call.json(200, view(call.caller(), "")));
        routes.add("DELETE", "/v1/session", Role.VIEWER, this::end);
    }

    private void begin(Call call) throws IOException {
        // A form of another site can send text, but not this type, without asking us first.
        if (!call.header(HttpHeader.CONTENT_TYPE).orElse("").startsWith("application/json")) {
            throw new ApiException(415, "the body must be application/json: {\"token\": \"...\"}");
        }
        String token = call.body("{\"token\": \"...\"}").path("token").asText();
        Sessions.Begun begun = sessions.begin(token.strip())
                .orElseThrow(() -> new ApiException(401, "this token is not known here, or its time is over"));
        cookie(call, begun.cookie(), Sessions.VALIDITY.toSeconds());
        call.json(201, view(begun.caller(), begun.key()));
    }

    private void end(Call call) throws IOException {
        var cookie = call.cookie(Access.COOKIE);
        if (cookie.isPresent()) {
            sessions.end(cookie.get());
        }
        cookie(call, "", 0);
        call.answer(204);
    }

    /** Only for requests of the API, only from our own pages, and never to be read by scripts. */
    private static void cookie(Call call, String value, long seconds) {
        call.header(
                "Set-Cookie",
                Access.COOKIE + "=" + value + "; Path=/v1; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                        + (call.isSecure() ? "; Secure" : ""));
    }

    private static SessionView view(Caller caller, String key) {
        return new SessionView(caller.name(), caller.role().toString(), key);
    }
}
