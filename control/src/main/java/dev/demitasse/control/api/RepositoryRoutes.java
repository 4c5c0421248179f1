package dev.demitasse.control.api;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.RepositoryView;
import dev.demitasse.control.service.UnknownException;
import java.io.IOException;

/** The repository of somebody else's that says what is wanted, and whether all is well with it. Thread-safe. */
final class RepositoryRoutes {
    private final ControlPlane plane;

    RepositoryRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    void addTo(Routes routes) {
        routes.add(
                "GET",
                "/v1/repository",
                Role.VIEWER,
                call -> call.json(200, plane.repository().orElseThrow(UnknownException::repository)));
        // For those to whom it is no error that none is followed.
        routes.add(
                "GET",
                "/v1/repositories",
                Role.VIEWER,
                call -> call.json(200, plane.repository().stream().toList()));
        routes.add("POST", "/v1/repository/fetch", Role.OPERATOR, call -> call.json(200, plane.lookAtRepository()));
        routes.open("GET", "/healthz", this::health);
    }

    /** For anybody, so without what the repository says or is called. */
    private void health(Call call) throws IOException {
        String repository =
                switch (plane.repository().map(RepositoryView::state).orElse("")) {
                    case "REFUSED" -> "repository: its latest commit is not taken; demi repository says why\n";
                    case "UNREACHABLE" -> "repository: it does not answer; demi repository says why\n";
                    default -> "";
                };
        call.text("text/plain", "ok\n" + repository);
    }
}
