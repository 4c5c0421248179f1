package dev.demitasse.control.api;

import dev.demitasse.control.ControlPlane;

/** Single instances, and starting them anew. Thread-safe. */
final class InstanceRoutes {
    private final ControlPlane plane;

    InstanceRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/v1/instances/{instance}", Role.VIEWER, call -> call.json(200, plane.instance(named(call))));
        routes.add("POST", "/v1/instances/{instance}/restart", Role.OPERATOR, call -> {
            plane.restart(named(call), call.caller().name());
            call.answer(202);
        });
        routes.add("POST", "/v1/services/{service}/restart", Role.OPERATOR, call -> {
            plane.restartAll(call.parts().get(2), call.caller().name());
            call.answer(202);
        });
    }

    /** The instance; its name is the name of a folder, too. */
    static String named(Call call) {
        String instance = call.parts().get(2);
        if (!instance.matches("[a-z0-9-]+")) {
            throw new ApiException(404, "there is no instance of that name");
        }
        return instance;
    }
}
