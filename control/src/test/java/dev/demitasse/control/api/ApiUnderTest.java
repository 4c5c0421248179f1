package dev.demitasse.control.api;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.observe.Recorder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;

/** The API of a control plane on a free port, and requests to it in any role. Closes the control plane, too. */
final class ApiUnderTest implements AutoCloseable {
    private final ControlPlane plane;
    private final Tokens tokens;
    private final Recorder recorder;
    private final ApiServer server;

    /** Begins a control plane and serves its API; what the API keeps goes to {@code folder}. */
    ApiUnderTest(Path folder, ControlPlane plane) throws IOException {
        this.plane = plane;
        plane.begin();
        tokens = new Tokens(folder.resolve("tokens.json"));
        var options = new ApiServer.Options(new InetSocketAddress("127.0.0.1", 0), Optional.empty());
        var access = new Access(tokens, new Sessions(folder.resolve("sessions.json"), tokens));
        recorder = new Recorder(plane, folder.resolve("measured.gz"));
        server =
                ApiServer.start(options, access, folder.resolve("audit.jsonl"), new ApiRoutes(plane, access, recorder));
    }

    /** What a request of somebody with a role is answered. */
    HttpResponse<String> ask(String method, String path, Role role, byte[] body) throws Exception {
        BodyPublisher publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .method(method, publisher)
                .header(
                        "Authorization",
                        "Bearer " + tokens.issue("ann", role, Optional.empty()).token())
                .build();
        // On a connection of its own: the server closes that of a request which it refuses before all of it has come.
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        recorder.close();
        plane.close();
    }
}
