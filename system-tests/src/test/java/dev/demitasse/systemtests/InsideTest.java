package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.harness.Demi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is inside the web server's image, as its build recorded it. */
final class InsideTest {
    private static final Demi DEMI = Demi.shared();
    private static String image = "";
    private static JsonNode inspected = new ObjectMapper().nullNode();

    @TempDir
    private Path temporary;

    @BeforeAll
    static void build() throws IOException {
        image = json(DEMI.succeed("build", Demi.example("hello-http"), "--target", "process", "--output", "json"))
                .path("image")
                .asText();
        inspected = json(DEMI.succeed("inspect", image, "--output", "json"));
    }

    @Test
    void every_byte_of_the_file_is_told_and_every_class_is_in_one_component() throws IOException {
        JsonNode contents = inspected.path("contents");
        long sum = 0;
        var classes = new ArrayList<String>();
        for (JsonNode component : contents.path("components")) {
            long ofComponent = 0;
            for (JsonNode one : component.path("packages")) {
                for (JsonNode each : one.path("classes")) {
                    classes.add(each.path("name").asText());
                    ofComponent += each.path("bytes").asLong();
                }
            }
            assertThat(ofComponent)
                    .as(component.path("name").asText())
                    .isEqualTo(component.path("bytes").asLong());
            sum += ofComponent;
        }
        for (JsonNode other : contents.path("other")) {
            sum += other.path("bytes").asLong();
        }
        assertThat(sum).isEqualTo(Files.size(Path.of(image)));
        assertThat(new HashSet<>(classes)).hasSameSizeAs(classes).contains("example.HelloHttp", "java.lang.String");
    }

    @Test
    void it_is_told_what_is_driven_and_served() {
        assertThat(inspected.at("/contents/drivers").toString())
                .isEqualTo("[\"dev.demitasse.drivers.FrameStreamNet\",\"dev.demitasse.drivers.TapNet\"]");
        assertThat(inspected.at("/contents/ports").toString()).isEqualTo("[8080]");
        assertThat(DEMI.succeed("inspect", image, "--packages").out())
                .contains("java.base", "  java.util", "drivers  FrameStreamNet");
    }

    @Test
    void why_answers_in_less_than_a_second_from_main_on() throws IOException {
        var classes = new ArrayList<String>();
        for (JsonNode component : inspected.at("/contents/components")) {
            component
                    .path("packages")
                    .forEach(one -> classes.addAll(one.path("classes").findValuesAsText("name")));
        }
        var random = new Random(5);
        DEMI.succeed("why", image, "java.lang.String");
        var asked = new ArrayList<Duration>();
        var started = new ArrayList<Duration>();
        for (int i = 0; i < 10; i++) {
            String name = classes.get(random.nextInt(classes.size()));
            asked.add(timed(
                    () -> assertThat(DEMI.succeed("why", image, name).out()).contains(name)));
            started.add(timed(() -> DEMI.succeed("--version")));
        }
        // Ten classes at random. On a machine that is so busy that the command takes long to start, it may take longer.
        Duration limit = Collections.max(
                List.of(Duration.ofSeconds(1), Collections.min(started).multipliedBy(3)));
        assertThat(Collections.min(asked)).isLessThan(limit);
        JsonNode why = json(DEMI.succeed("why", image, "java.util.HashMap", "--output", "json"));
        assertThat(why.path("kind").asText()).isEqualTo("class");
        assertThat(why.at("/path/0/method").asText()).isEqualTo("example.HelloHttp.main(String[])");
        assertThat(DEMI.succeed("why", image, "frame-stream-net").out()).startsWith("driver dev.demitasse");
        assertThat(DEMI.succeed("why", image, "sun.net.httpserver").out())
                .startsWith("package sun.net.httpserver\nexample.HelloHttp.main(String[])");
    }

    @Test
    void a_name_that_is_nearly_right_is_answered_with_the_right_one() {
        Demi.Result result = DEMI.run("why", image, "java.util.HashMpa");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("java.util.HashMpa is not in ", "did you mean java.util.HashMap");
    }

    @Test
    void the_bill_of_materials_lists_all_components() throws IOException {
        JsonNode sbom = json(DEMI.succeed("inspect", image, "--sbom"));
        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom.path("specVersion").asText()).isEqualTo("1.6");
        var listed = new TreeSet<String>();
        for (JsonNode component : sbom.path("components")) {
            String group = component.path("group").asText();
            listed.add((group.isEmpty() ? "" : group + ":")
                    + component.path("name").asText());
        }
        var inside = new TreeSet<String>();
        for (JsonNode component : inspected.at("/contents/components")) {
            inside.add(component.path("name").asText());
        }
        assertThat(listed).isEqualTo(inside).contains("example:hello-http", "java.base");
    }

    @Test
    void an_image_does_not_differ_from_itself_and_differs_from_another() throws IOException {
        Demi.Result same = DEMI.run("diff", image, image, "--exit-code");
        assertThat(same.out()).isEqualTo("no difference\n");
        assertThat(same.status()).isZero();
        String hello = json(DEMI.succeed("build", Demi.example("hello"), "--output", "json"))
                .path("image")
                .asText();
        Demi.Result other = DEMI.run("diff", hello, image, "--exit-code");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.out())
                .contains("ports added (1):\n  8080\n", "  jdk.httpserver\n", "drivers added (2):", "classes added");
    }

    @Test
    void a_build_over_its_budget_fails_with_the_way_that_breaks_it() throws IOException {
        Path settings = temporary.resolve("demitasse.yaml");
        Files.writeString(settings, """
                ports: [8080]
                budget:
                  max-size: 1M
                  forbidden: [com.sun.net.httpserver.*, java.net.http]
                  reflection: none
                """);
        Demi.Result result =
                DEMI.run("build", Demi.example("hello-http"), "--target", "process", "--config", settings.toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("over its budget")
                .contains("and max-size is 1048576; the largest components in bytes: java.base ")
                .contains(
                        "com.sun.net.httpserver.* is forbidden, and com.sun.net.httpserver.HttpServer is in the image:\n"
                                + "example.HelloHttp.main(String[])")
                .doesNotContain("java.net.http is forbidden", "reflection");
    }

    @Test
    void a_budget_without_reflection_and_connections_fails_with_the_calls_that_break_it() throws IOException {
        String jar = ProbeJar.writeHostile(temporary).toString();
        Path settings = temporary.resolve("demitasse.yaml");
        Files.writeString(settings, """
                budget: {reflection: none, outbound-network: none}
                """);
        // With the options of ProbeImage, so that the image is there and the budget alone is checked.
        String[] build = {"build", jar, "--debug", "--target", "process", "--config", settings.toString()};
        Demi.Result result = DEMI.run(build);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("reflection is to be none, and is used:\nhostile.Hostile.main(String[])")
                .contains("java.lang.Class.forName(")
                .contains("outbound-network is to be none, and is used:\nhostile.Hostile.main(String[])")
                .contains("calls java.nio.channels.SocketChannel.open(")
                .doesNotContain("\tat ");
        Files.writeString(settings, "budget: {forbidden: [java.net.http]}\n");
        DEMI.succeed(build);
    }

    private static Duration timed(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static JsonNode json(Demi.Result result) throws JsonProcessingException {
        return new ObjectMapper().readTree(result.out());
    }
}
