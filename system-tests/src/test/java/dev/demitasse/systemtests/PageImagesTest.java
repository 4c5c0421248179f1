package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.demitasse.systemtests.PageUnderTest.button;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page over images that were really signed, really differ, and really boot as virtual machines. */
final class PageImagesTest extends PageTestBase {
    private static final Duration SOON = Duration.ofSeconds(40);

    private Path service(String image, String rest) throws IOException {
        return Files.writeString(folder.resolve("hello.yaml"), test.yaml(image, rest));
    }

    /** The web server's image in a home of its own, signed there by ann, whose public key is in a file. */
    private Demi signer() throws Exception {
        Demi signer = Demi.at(folder.resolve("signer"));
        try (var registry = DockerRegistry.open(Files.createDirectory(folder.resolve("registry")))) {
            String name = registry.host() + "/hello-http:signed";
            // With two names, since an image goes with its last one.
            Demi.shared()
                    .succeed(
                            "build",
                            "--target",
                            "process",
                            "-t",
                            name,
                            "-t",
                            "hello-http-for-tests",
                            Demi.example("hello-http"));
            Demi.shared().succeed("push", name);
            Demi.shared().succeed("rm", name);
            signer.succeed("pull", name);
            signer.succeed("tag", name, "hello-http:1");
        }
        signer.succeed("key", "new", "ann");
        signer.succeed("sign", "hello-http:1", "--key", "ann");
        Files.writeString(
                folder.resolve("ann.pub"),
                signer.succeed("key", "export", "ann").out());
        return signer;
    }

    @Test
    void who_signed_an_image_is_shown_and_whether_that_is_believed() throws Exception {
        Demi signer = signer();
        Demi operator = Demi.at(folder.resolve("operator"));
        operator.succeed("key", "import", folder.resolve("ann.pub").toString());
        String keys = folder.resolve("operator/keys").toString();
        test.plane.restartWith("--trust", "signed", "--keys", keys);
        Path service = service("hello-http:1", "replicas: 1\n");
        signer.succeed(
                "apply", "-f", service.toString(), "--state", test.plane.state().toString());

        Page page = test.signIn();
        String view = "images/" + test.digest();
        test.visit(page, view, "hello-http");
        button(page, "Signatures").click();
        Locator line = page.locator("tbody tr");
        assertThat(line).hasCount(1);
        assertThat(line).containsText("ann");
        assertThat(line).containsText("valid");
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");

        operator.succeed("key", "revoke", "ann");
        test.visit(page, "images", "Images");
        test.visit(page, view, "hello-http");
        button(page, "Signatures").click();
        assertThat(line).hasCount(1);
        assertThat(line).containsText("revoked");
        // What runs runs on, and says so; what cannot be believed any more is refused where somebody wants it anew.
        test.visit(page, "services/hello", "hello");
        assertThat(page.locator(".warning")).containsText("is by the key ann, which was revoked on ");
        assertThat(page.locator(".events .bad").first()).containsText("run on, and none is started");
        assertThat(test.plane.demi("services")).contains("serving, untrusted");
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");
        test.visit(page, "deploy/hello", "Edit hello");
        Locator yaml = page.locator("#yaml");
        yaml.fill(yaml.inputValue() + "arguments: [again]\n");
        button(page, "Apply").click();
        assertThat(page.locator("#problem")).containsText("is by the key ann, which was revoked on ");

        operator.succeed("key", "rm", "ann");
        test.visit(page, view, "hello-http");
        button(page, "Signatures").click();
        assertThat(line).hasCount(1);
        assertThat(line).containsText("untrusted");
        assertThat(line).containsText("not known here");
        assertThat(test.browser.complaints(400)).isEmpty();

        test.plane.restartWith("--trust", "signed", "--on-revocation", "stop", "--keys", keys);
        test.plane.awaitOutput("its image is not trusted any more", "events", "hello");
        Waiting.until(SOON, () -> test.plane.processes() == 0, () -> "it still runs: " + test.plane.events());
        assertThat(Tool.run("curl", "-sS", "-w", "%{http_code}", "--max-time", "20", test.url()))
                .endsWith("503")
                .contains("which is not trusted here");
    }

    @Test
    void an_update_that_changes_more_than_it_may_is_refused_on_the_page_and_by_the_command() throws Exception {
        String reaching =
                Tool.run("sha256sum", ProbeImage.process(folder).toString()).split(" ")[0];
        Path little = service(
                Demi.example("hello-http"),
                "rollout: {may-change: {components: [app, \"example:*\", probe.jar], settings: [name, main], ports: [8080]}}\n");
        test.plane.demi("apply", "--target", "process", "-f", little.toString());
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");
        String before = test.digest();

        assertThat(test.plane.fails("apply", "-f", little.toString(), "--image", reaching))
                .contains("hello.yaml: the image " + reaching.substring(0, 12) + " differs from "
                        + before.substring(0, 12) + " in more than may-change of rollout lists: ")
                .contains("it can now connect or send to others (outbound-network)")
                .contains("demi diff " + before.substring(0, 12) + " " + reaching.substring(0, 12) + " shows all");

        Page page = test.signIn();
        test.visit(page, "services/hello", "hello");
        assertThat(page.locator(".events .bad").first()).containsText("an update by ");
        test.visit(page, "deploy/hello", "Edit hello");
        page.getByLabel("Use an image").selectOption(reaching);
        button(page, "Apply").click();
        assertThat(page.locator("#problem")).containsText("it can now connect or send to others");
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");

        page.getByText("Show the difference").click();
        assertThat(PageUnderTest.heading(page, "probe")).isVisible();
        assertThat(page.getByLabel("Against the image")).hasValue(before);
        for (String told : List.of(
                "example.HelloHttp → hostile.Hostile", "+ outbound-network", "+ reflection", "+ hostile.Hostile")) {
            assertThat(page.locator("section[aria-label=Difference]")).containsText(told);
        }
        assertThat(page.getByText("No difference.")).hasCount(0);

        Path enough = service(
                reaching,
                "arguments: [calling]\nrollout: {may-change: {components: [\"*\"], settings: [name, main], ports: [8080],"
                        + " abilities: [outbound-network, reflection]}}\n");
        test.plane.demi("apply", "-f", enough.toString());
        Waiting.until(
                SOON,
                () -> Tool.curl(test.url()).equals("well\n"),
                () -> "the update that may be does not come: " + test.plane.events());
        assertThat(test.browser.complaints(400)).isEmpty();
    }

    @Test
    void a_virtual_machine_shows_how_it_came_up_step_by_step() throws Exception {
        Path service = service(Demi.example("hello-http"), "replicas: 1\n");
        test.plane.demi("apply", "--target", "qemu", "-f", service.toString());
        test.plane.awaitOutput("1 of 1", "services");
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");
        String instance = test.plane.firstInstance("hello");

        Page page = test.signIn();
        test.visit(page, "instances/" + instance, instance);
        for (String step : List.of(
                "Turn, image verified",
                "Hypervisor",
                "Kernel, devices",
                "Network",
                "Application",
                "Checks",
                "First answer",
                "Ready after")) {
            assertThat(page.locator(".boot")).containsText(step);
        }
        assertThat(page.locator("demi-console pre")).containsText("Listening on port 8080");
        JsonNode told = new ObjectMapper().readTree(test.body("/v1/instances/" + instance));
        var steps = new ArrayList<String>();
        var times = new ArrayList<Double>();
        told.at("/instance/boot").forEach(step -> {
            steps.add(step.path("step").asText());
            times.add(step.path("millis").asDouble());
        });
        assertThat(steps)
                .containsExactly("asked", "launched", "kernel", "main", "network", "listening", "ready", "answered");
        assertThat(times).isSorted();
        assertThat(ProcessHandle.of(told.at("/instance/pid").asLong())
                        .flatMap(process -> process.info().command()))
                .hasValueSatisfying(command -> assertThat(command).contains("qemu-system"));
        assertThat(test.browser.complaints()).isEmpty();
    }
}
