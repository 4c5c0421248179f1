package dev.demitasse.control.api;

import dev.demitasse.control.ControlPlane;
import java.io.IOException;

/** Certificates in the API: with their keys they come in, and never out. Thread-safe. */
final class CertificateRoutes {
    /** A chain of ten with large keys is a tenth of it. */
    private static final int MOST_BYTES = 1 << 18;

    private final ControlPlane plane;

    CertificateRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    void add(Routes routes) {
        routes.add(
                "GET",
                "/v1/certificates",
                Role.VIEWER,
                call -> call.json(200, plane.certificates().list()));
        routes.add("PUT", "/v1/certificates/{certificate}", Role.OPERATOR, this::set);
        routes.add("DELETE", "/v1/certificates/{certificate}", Role.OPERATOR, call -> {
            plane.certificates().remove(call.parts().getLast());
            call.answer(204);
        });
    }

    private void set(Call call) throws IOException {
        plane.certificates().add(call.parts().getLast(), call.body().readNBytes(MOST_BYTES));
        call.answer(204);
    }
}
