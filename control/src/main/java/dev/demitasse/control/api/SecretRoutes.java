package dev.demitasse.control.api;

import dev.demitasse.control.ControlPlane;
import java.io.IOException;

/** Secrets in the API: they come in, and never out. Thread-safe. */
final class SecretRoutes {
    /** More than a secret may have, so that its own limit is what is complained of. */
    private static final int MOST_BYTES = 1 << 16;

    private final ControlPlane plane;

    SecretRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    void add(Routes routes) {
        routes.add(
                "GET",
                "/v1/secrets",
                Role.VIEWER,
                call -> call.json(200, plane.secrets().list()));
        routes.add("PUT", "/v1/secrets/{secret}", Role.OPERATOR, this::set);
        routes.add("DELETE", "/v1/secrets/{secret}", Role.OPERATOR, call -> {
            plane.secrets().remove(call.parts().getLast());
            call.answer(204);
        });
    }

    private void set(Call call) throws IOException {
        plane.secrets().set(call.parts().getLast(), call.body().readNBytes(MOST_BYTES));
        call.answer(204);
    }
}
