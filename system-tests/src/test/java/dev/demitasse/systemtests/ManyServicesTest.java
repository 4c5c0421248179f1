package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many services as sleep on a machine, and as many instances as run on one, of one image. */
final class ManyServicesTest {
    private static final int SERVICES = 200;
    private static final int INSTANCES = 50;

    /** What 200 services that sleep may cost the control plane. */
    private static final long MOST_KIB = 64 << 10;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void two_hundred_services_sleep_and_fifty_instances_are_listed_updated_and_stopped_in_order() throws Exception {
        try (var plane = new ControlPlane(folder.resolve("s"))) {
            plane.demi("apply", "--target", "process", "-f", first().toString());
            String image = Tool.run("sh", "-c", "ls " + plane.state().resolve("images"))
                    .strip();
            long before = plane.residentKib();
            long start = System.nanoTime();
            for (int i = 0; i < SERVICES; i++) {
                put(plane, "sleeper-" + i, image, "scale: {min: 0, max: 1}\n", "");
            }
            long applied = millisSince(start);
            long cost = plane.residentKib() - before;
            assertThat(plane.demi("services").lines()).hasSize(SERVICES + 2);
            assertThat(plane.processes()).isZero();
            start = System.nanoTime();
            put(plane, "crowd", image, "replicas: " + INSTANCES + "\nmemory: 32M\n", "one");
            plane.awaitService("crowd serving " + INSTANCES + " of " + INSTANCES + " ");
            long running = millisSince(start);
            assertThat(plane.demi("services", "crowd").lines()).hasSize(INSTANCES + 1);
            String update = "replicas: " + INSTANCES + "\nmemory: 32M\nrollout: {strategy: recreate}\n";
            start = System.nanoTime();
            put(plane, "crowd", image, update, "two");
            plane.awaitOutput("rolled out", "events", "crowd");
            plane.awaitService("crowd serving " + INSTANCES + " of " + INSTANCES + " ");
            long updated = millisSince(start);
            start = System.nanoTime();
            assertThat(plane.interrupt().status()).isZero();
            System.out.printf(
                    "%d services: %d KiB, applied in %d ms; %d instances: up in %d ms, replaced in %d ms, ended in %d ms%n",
                    SERVICES, cost, applied, INSTANCES, running, updated, millisSince(start));
            assertThat(plane.processes()).as("processes after the end").isZero();
            assertThat(cost).as("KiB for %d services that sleep", SERVICES).isLessThan(MOST_KIB);
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private Path first() throws IOException {
        return Files.writeString(
                folder.resolve("first.yaml"), """
                service: first
                image: %s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                scale: {min: 0, max: 1}
                """.formatted(Demi.example("hello-http"), Tool.freePort()));
    }

    private void put(ControlPlane plane, String name, String image, String rest, String version) throws Exception {
        String text = """
                service: %s
                image: sha256:%s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                environment: {VERSION: "%s"}
                %s""".formatted(name, image, Tool.freePort(), version, rest);
        String url = Files.readString(plane.state().resolve("address")).strip();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/services/" + name))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(plane.state().resolve("token"))
                                        .strip())
                .PUT(HttpRequest.BodyPublishers.ofString(text))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
