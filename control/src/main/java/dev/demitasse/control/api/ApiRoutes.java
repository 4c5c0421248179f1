package dev.demitasse.control.api;

import dev.demitasse.control.ControlException;
import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.ServiceView;
import dev.demitasse.control.desired.Revision;
import dev.demitasse.control.observe.Recorder;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.images.SignatureView;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the API offers, on top of the control plane. Thread-safe. */
public final class ApiRoutes {
    private static final int SERVICE = 2;
    private static final int IMAGE = 2;

    private final ControlPlane plane;
    private final Access access;
    private final Recorder recorder;

    /** The API of a control plane, to those who have access, with what a recorder has measured. */
    public ApiRoutes(ControlPlane plane, Access access, Recorder recorder) {
        this.plane = plane;
        this.access = access;
        this.recorder = recorder;
    }

    /**
     * A revision as the API tells it.
     *
     * @param number from 1
     * @param commit 40 hexadecimal digits
     * @param time in ISO 8601
     * @param author who asked for it
     * @param message what was done
     * @param text YAML; empty when the service was deleted
     */
    public record RevisionView(int number, String commit, String time, String author, String message, String text) {
        static RevisionView of(Revision revision) {
            return new RevisionView(
                    revision.number(),
                    revision.commit(),
                    revision.when().toString(),
                    revision.author(),
                    revision.message(),
                    revision.text().orElse(""));
        }
    }

    Routes routes() {
        var routes = new Routes();
        services(routes);
        rollouts(routes);
        images(routes);
        new ContentsRoutes(plane).addTo(routes);
        tokens(routes, access.tokens());
        new SessionRoutes(access.sessions()).addTo(routes);
        new InstanceRoutes(plane).addTo(routes);
        new ObservingRoutes(plane, recorder).addTo(routes);
        new Page().addTo(routes);
        new SecretRoutes(plane).add(routes);
        new CertificateRoutes(plane).add(routes);
        var streams = new Streams(plane);
        routes.add("GET", "/v1/events", Role.VIEWER, streams::events);
        routes.add("GET", "/v1/instances/{instance}/log", Role.VIEWER, streams::log);
        routes.add(
                "GET",
                "/metrics",
                Role.VIEWER,
                call -> call.text("text/plain", Metrics.of(plane.services(), plane.repository())));
        var documents = new Documents();
        routes.open("GET", "/openapi.yaml", call -> call.text("application/yaml", documents.openApi()));
        new RepositoryRoutes(plane).addTo(routes);
        return routes;
    }

    private void services(Routes routes) {
        routes.add("GET", "/v1/services", Role.VIEWER, call -> call.json(200, plane.services()));
        routes.add("GET", "/v1/services/{service}", Role.VIEWER, call -> call.json(200, plane.service(name(call))));
        routes.add("PUT", "/v1/services/{service}", Role.OPERATOR, this::apply);
        routes.add(
                "DELETE",
                "/v1/services/{service}",
                Role.OPERATOR,
                call -> answer(call, plane.delete(name(call), call.caller().name())));
        routes.add(
                "GET",
                "/v1/services/{service}/revisions",
                Role.VIEWER,
                call -> call.json(
                        200,
                        plane.history(name(call)).stream().map(RevisionView::of).toList()));
        routes.add(
                "GET",
                "/v1/services/{service}/revisions/{revision}",
                Role.VIEWER,
                call -> answer(call, plane.revision(name(call), call.parts().getLast())));
        routes.add("POST", "/v1/services/{service}/scale", Role.OPERATOR, this::scale);
    }

    private void rollouts(Routes routes) {
        routes.add(
                "POST",
                "/v1/services/{service}/rollback",
                Role.OPERATOR,
                call -> answer(
                        call,
                        plane.rollBack(
                                name(call), call.query("to"), call.caller().name())));
        routes.add("POST", "/v1/services/{service}/rollout/pause", Role.OPERATOR, call -> pause(call, true));
        routes.add("POST", "/v1/services/{service}/rollout/resume", Role.OPERATOR, call -> pause(call, false));
    }

    private void images(Routes routes) {
        routes.add("GET", "/v1/images", Role.VIEWER, this::allImages);
        routes.add("GET", "/v1/images/{digest}", Role.VIEWER, this::image);
        routes.add("PUT", "/v1/images/{digest}", Role.OPERATOR, call -> {
            plane.images().put(digest(call), call.body());
            call.json(201, Map.of("digest", digest(call)));
        });
        routes.add("GET", "/v1/images/{digest}/signatures", Role.VIEWER, call -> {
            String image = known(call);
            call.json(
                    200,
                    plane.images().signatures().of(image).stream()
                            .map(SignatureView::of)
                            .toList());
        });
        routes.add("PUT", "/v1/images/{digest}/signatures/{key}", Role.OPERATOR, call -> {
            plane.images().signatures().put(known(call), digest(call), call.body());
            call.answer(204);
        });
    }

    /** One that is damaged is as good as none: whoever has it sends it again. */
    private void image(Call call) throws IOException {
        if (!plane.images().has(digest(call))) {
            throw new ApiException(404, "there is no image sha256:" + digest(call));
        }
        ReadyImage image;
        try {
            image = plane.images().intact(digest(call));
        } catch (IOException e) {
            throw new ApiException(404, Reason.of(e));
        }
        call.json(200, ImageView.of(image, plane.services()));
    }

    /** The digest that a path below an image names, which is there. */
    private String known(Call call) {
        String image = digest(call.parts().get(IMAGE));
        if (!plane.images().has(image)) {
            throw new ApiException(404, "there is no image sha256:" + image);
        }
        return image;
    }

    private void tokens(Routes routes, Tokens tokens) {
        routes.add("GET", "/v1/tokens", Role.ADMIN, call -> call.json(200, tokens.list()));
        routes.add("POST", "/v1/tokens", Role.ADMIN, call -> issue(call, tokens));
        routes.add("DELETE", "/v1/tokens/{token}", Role.ADMIN, call -> {
            tokens.revoke(call.parts().getLast());
            call.answer(204);
        });
    }

    private void allImages(Call call) throws IOException {
        var images = new ArrayList<ImageView>();
        List<ServiceView> services = plane.services();
        for (String digest : plane.images().digests()) {
            try {
                images.add(ImageView.of(plane.images().intact(digest), services));
            } catch (IOException e) {
                // Gone or damaged since it was listed: whoever wants to use it is told so.
                continue;
            }
        }
        images.sort(Comparator.comparing(ImageView::name).thenComparing(ImageView::digest));
        call.json(200, images);
    }

    private void apply(Call call) throws IOException {
        String file = call.query("file").orElse("service");
        String text = call.text();
        String named = SpecReader.read(file, text).name();
        if (!named.equals(name(call))) {
            throw new SpecException(file + ": the service is called " + named + " here and " + name(call)
                    + " in the request: make them the same");
        }
        answer(call, plane.apply(file, text, call.caller().name(), call.query("message")));
    }

    private void scale(Call call) throws IOException {
        Optional<Integer> min = number(call, "min");
        Optional<Integer> max = number(call, "max");
        if (min.isEmpty() || max.isEmpty() || min.get() > max.get()) {
            throw new SpecException("min and max are needed, and min may not be more than max");
        }
        answer(
                call,
                plane.change(
                        name(call),
                        spec -> spec.withScale(spec.scale().within(min.get(), max.get())),
                        call.caller().name(),
                        "Scale " + name(call) + " to " + min.get() + " to " + max.get()));
    }

    private static Optional<Integer> number(Call call, String name) {
        return call.query(name).map(text -> {
            if (!text.matches("\\d{1,4}")) {
                throw new SpecException(name + " is \"" + text + "\" and no number from 0 to 9999");
            }
            return Integer.parseInt(text);
        });
    }

    private void pause(Call call, boolean paused) throws IOException {
        plane.pause(name(call), paused);
        call.json(200, plane.service(name(call)));
    }

    private static void issue(Call call, Tokens tokens) throws IOException {
        String owner = call.query("name")
                .filter(text -> text.matches("[A-Za-z0-9._@-]{1,60}"))
                .orElseThrow(() -> new SpecException("name is needed: letters, digits, dots and dashes"));
        Role role = call.query("role")
                .flatMap(text -> Stream.of(Role.values())
                        .filter(value -> value.toString().equals(text))
                        .findFirst())
                .orElseThrow(() -> new SpecException("role is needed: viewer, operator or admin"));
        Optional<Duration> validity;
        try {
            validity = call.query("validity").map(Duration::parse);
        } catch (DateTimeParseException e) {
            throw new SpecException("validity is no time of ISO 8601 such as P30D", e);
        }
        call.json(201, tokens.issue(owner, role, validity));
    }

    private static void answer(Call call, Revision revision) throws IOException {
        call.json(200, RevisionView.of(revision));
    }

    private static String name(Call call) {
        return call.parts().get(SERVICE);
    }

    private static String digest(Call call) {
        return digest(call.parts().getLast());
    }

    private static String digest(String digest) {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new ControlException(digest + " is no digest: 64 hexadecimal digits are");
        }
        return digest;
    }
}
