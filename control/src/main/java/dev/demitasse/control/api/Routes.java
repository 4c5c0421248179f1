package dev.demitasse.control.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which requests there are, who may make them, and what answers them. Immutable once made. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /** Answers a request. */
    interface Action {
        void answer(Call call) throws IOException, InterruptedException;
    }

    /**
     * One kind of request.
     *
     * @param method of HTTP
     * @param pattern the path's segments; one in braces stands for any
     * @param role who may, empty for everybody
     * @param action what answers
     */
    record Route(String method, List<String> pattern, Optional<Role> role, Action action) {
        boolean leads(List<String> parts) {
            if (parts.size() != pattern.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!pattern.get(i).startsWith("{") && !pattern.get(i).equals(parts.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** The path as the description of the API has it. */
        String path() {
            return "/" + String.join("/", pattern);
        }

        /** Whether nothing is changed. */
        boolean isSafe() {
            return method.equals("GET") || method.equals("HEAD");
        }
    }

    void open(String method, String path, Action action) {
        add(method, path, Optional.empty(), action);
    }

    void add(String method, String path, Role role, Action action) {
        add(method, path, Optional.of(role), action);
    }

    private void add(String method, String path, Optional<Role> role, Action action) {
        routes.add(new Route(method, List.of(path.substring(1).split("/")), role, action));
    }

    List<Route> all() {
        return List.copyOf(routes);
    }

    /** The kind of a request. */
    Route find(Call call) {
        List<Route> leading =
                routes.stream().filter(route -> route.leads(call.parts())).toList();
        if (leading.isEmpty()) {
            throw new ApiException(404, call.path() + " is not here; /openapi.yaml says what is");
        }
        return leading.stream()
                .filter(route -> route.method().equals(call.method()))
                .findFirst()
                .orElseThrow(() -> new ApiException(405, call.method() + " does nothing at " + call.path()));
    }
}
