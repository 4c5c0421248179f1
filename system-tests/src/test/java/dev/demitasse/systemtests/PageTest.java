package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.demitasse.systemtests.PageUnderTest.answer;
import static dev.demitasse.systemtests.PageUnderTest.button;
import static dev.demitasse.systemtests.PageUnderTest.heading;
import static dev.demitasse.systemtests.PageUnderTest.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.demitasse.harness.Tool;
import dev.demitasse.harness.Waiting;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The web page in a real browser, over a real {@code demi serve} whose instances are processes of hello-http. */
final class PageTest extends PageTestBase {
    private static final String SLEEPS = "scale: {min: 0, max: 2, idle: 30s}\n";

    private static final List<String> MEASURED = List.of("requests", "median", "p99", "memory", "boots", "instances");

    /** For what takes a start of the control plane. */
    static final LocatorAssertions.IsVisibleOptions LATER = new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

    @Test
    void who_has_a_token_signs_in_and_sees_a_sleeping_service_wake() throws Exception {
        test.apply(SLEEPS);
        Page page = test.signIn();
        assertThat(row(page, "hello")).containsText("sleeping");
        assertThat(row(page, "hello")).containsText("0 of 0–2");
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");
        assertThat(row(page, "hello")).containsText("serving");
        assertThat(row(page, "hello")).containsText("1 of 0–2");
        assertThat(test.browser.complaints()).isEmpty();
    }

    @Test
    void a_wrong_token_is_refused_and_after_signing_out_the_page_shows_nothing() throws Exception {
        test.apply(SLEEPS);
        Page page = test.browser.open(test.plane.url(), 1280, 900, ColorScheme.LIGHT);
        page.getByLabel("Token").fill("demi_guess");
        button(page, "Sign in").click();
        assertThat(page.getByText("this token is not known here")).isVisible();
        page.getByLabel("Token").fill(test.token());
        button(page, "Sign in").click();
        assertThat(row(page, "hello")).isVisible();
        // Neither the token nor what the cookie says is where scripts could read it.
        assertThat(page.evaluate("document.cookie")).isEqualTo("");
        assertThat(page.evaluate("JSON.stringify(localStorage)").toString()).doesNotContain(test.token());
        page.reload();
        assertThat(row(page, "hello")).isVisible();
        button(page, "Sign out").click();
        assertThat(page.getByLabel("Token")).isVisible();
        assertThat(page.locator("body")).not().containsText("hello");
        page.reload();
        assertThat(page.getByLabel("Token")).isVisible();
        assertThat(test.browser.complaints(401)).isEmpty();
    }

    @Test
    void a_viewer_is_offered_no_change_and_refused_it() throws Exception {
        test.apply(SLEEPS);
        String viewer = test.plane
                .demi("token", "create", "ann", "--role", "viewer")
                .lines()
                .filter(line -> line.startsWith("demi_"))
                .findFirst()
                .orElseThrow();
        Page page = test.signIn(viewer, 1280, ColorScheme.LIGHT);
        test.visit(page, "services/hello", "hello");
        assertThat(page.getByText("ann")).isVisible();
        for (String name : new String[] {"Scale", "Edit", "Restart", "Delete"}) {
            assertThat(page.getByText(name, new Page.GetByTextOptions().setExact(true)))
                    .hasCount(0);
        }
        Object status = page.evaluate("""
                fetch('/v1/services/hello', {method: 'DELETE', headers: {'Demitasse-Key': localStorage['demitasse.key']}})
                    .then(answer => answer.status)""");
        assertThat(status).isEqualTo(403);
        // What another site could have a browser send: the cookie, and nothing that only our pages know.
        assertThat(page.evaluate("fetch('/v1/services').then(answer => answer.status)"))
                .isEqualTo(401);
        assertThat(test.browser.complaints(401, 403)).isEmpty();
    }

    @Test
    void who_loses_his_token_is_shown_the_door_where_he_watches() throws Exception {
        test.apply(SLEEPS);
        String made = test.plane.demi("token", "create", "zoe", "--role", "viewer");
        String token = made.lines()
                .filter(line -> line.startsWith("demi_"))
                .findFirst()
                .orElseThrow();
        Page page = test.signIn(token, 1280, ColorScheme.LIGHT);
        assertThat(row(page, "hello")).isVisible();
        String id = test.plane
                .demi("token", "list")
                .lines()
                .filter(line -> line.contains("zoe"))
                .findFirst()
                .orElseThrow()
                .split(" ")[0];
        test.plane.demi("token", "revoke", id);
        assertThat(page.getByLabel("Token")).isVisible(LATER);
        assertThat(page.locator("body")).not().containsText("hello");
        assertThat(test.browser.complaints(401)).isEmpty();
    }

    @Test
    void a_service_is_deployed_from_the_form_which_shows_mistakes_by_line() throws Exception {
        test.apply(SLEEPS);
        String image = "sha256:" + test.digest();
        test.plane.demi("delete", "hello");
        Page page = test.signIn();
        test.visit(page, "deploy", "Deploy");
        Locator yaml = page.getByLabel("Service", new Page.GetByLabelOptions().setExact(true));
        yaml.fill(test.yaml(image, "replicas: many\n"));
        button(page, "Apply").click();
        assertThat(page.locator("#problem")).hasText("Line 5: \"many\" is no number between 0 and 1000");
        assertThat(page.locator(".numbers .bad")).hasText("5");
        assertThat(yaml).isFocused();
        yaml.fill(test.yaml(image, "replicas: 1\n"));
        button(page, "Apply").click();
        assertThat(heading(page, "hello")).isVisible();
        assertThat(page.getByText("hello is wanted as of revision")).isVisible();
        assertThat(page.locator(".facts")).containsText("1 of 1");
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");
        assertThat(test.browser.complaints(400, 404)).isEmpty();
    }

    @Test
    void an_update_is_watched_paused_resumed_and_undone() throws Exception {
        String canary = "replicas: 2\nrollout: {strategy: canary, percent: 10, hold: 10m}\n";
        test.apply(canary);
        Page page = test.signIn();
        test.visit(page, "services/hello", "hello");
        assertThat(page.locator(".facts")).containsText("2 of 2");
        test.apply(canary + "environment: {VERSION: two}\n");
        Locator update = page.getByLabel("Update");
        assertThat(update).containsText("1 new instance ready, 0 starting, 2 old");
        button(page, "Pause").click();
        assertThat(update).containsText("The update is paused");
        assertThat(page.locator(".facts")).containsText("paused");
        button(page, "Resume").click();
        assertThat(update).containsText("Updating");
        page.getByText("Apply hello").first().click();
        assertThat(page.locator(".diff .added").last()).containsText("VERSION: \"two\"");
        button(page, "Undo").click();
        answer(page, "Undo").click();
        assertThat(update).hasCount(0);
        assertThat(page.locator(".facts")).containsText("2 of 2");
        assertThat(page.getByText("Roll back hello to revision 1").first()).isVisible();
        assertThat(test.browser.complaints()).isEmpty();
    }

    @Test
    void an_instance_shows_its_boot_and_its_console_and_is_replaced_when_it_dies() throws Exception {
        test.apply("replicas: 1\n");
        Page page = test.signIn();
        test.visit(page, "services/hello", "hello");
        Locator first = page.locator("tbody tr th a").first();
        assertThat(first).isVisible();
        String instance = first.textContent();
        assertThat(Tool.curl(test.url())).isEqualTo("Hello, unikernel!\n");
        first.click();
        assertThat(heading(page, instance)).isVisible();
        assertThat(page.locator("demi-console pre")).containsText("Listening on port 8080");
        for (String step : new String[] {"Hypervisor", "Kernel, devices", "Network", "Application", "First answer"}) {
            assertThat(page.locator(".boot")).containsText(step);
        }
        long pid = Long.parseLong(page.locator(".facts .mono").first().textContent());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        assertThat(page.locator(".facts")).containsText("ended");
        assertThat(page.locator("demi-console pre")).containsText("Listening on port 8080");
        assertThat(page.locator(".events")).containsText("failed");
        page.locator(".path a").last().click();
        assertThat(heading(page, "hello")).isVisible();
        assertThat(page.locator(".facts")).containsText("1 of 1");
        assertThat(row(page, instance)).hasCount(0);
        assertThat(test.browser.complaints()).isEmpty();
    }

    @Test
    void an_image_shows_what_is_inside_by_size_and_why_and_its_bill_of_materials() throws Exception {
        test.apply(SLEEPS);
        Page page = test.signIn();
        test.visit(page, "images/" + test.digest(), "hello-http");
        assertThat(page.locator(".facts-list")).containsText("example.HelloHttp");
        // Down to a class: the component of the application, its package, and the class itself, which asks why.
        Locator parts = page.getByLabel("Parts by size");
        assertThat(parts).containsText("library-os");
        parts.locator("tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText("app", new Page.GetByTextOptions().setExact(true))))
                .getByRole(AriaRole.BUTTON)
                .first()
                .click();
        button(page, "example").click();
        button(page, "example.HelloHttp").click();
        assertThat(page.getByText("The class example.HelloHttp is inside, because:"))
                .isVisible();
        assertThat(page.locator(".way")).containsText("example.HelloHttp");
        page.getByLabel("A class, a package or a driver").fill("com.example.Nothing");
        button(page, "Why is it inside?").click();
        assertThat(page.getByText("com.example.Nothing is not in the image")).isVisible();
        button(page, "Bill of materials").click();
        assertThat(page.getByText("CycloneDX 1.6")).isVisible();
        assertThat(page.locator("table")).containsText("java.base");
        Download bill = page.waitForDownload(() -> button(page, "Download").click());
        assertThat(bill.suggestedFilename()).startsWith("hello-http-").endsWith(".cdx.json");
        assertThat(Files.readString(bill.path())).contains("CycloneDX");
        button(page, "Signatures").click();
        assertThat(page.getByText("Nobody has signed it")).isVisible();
        assertThat(test.browser.complaints(404)).isEmpty();
    }

    @Test
    void what_a_service_did_is_measured_and_drawn() throws Exception {
        test.apply(SLEEPS);
        Page page = test.signIn();
        test.visit(page, "services/hello", "hello");
        for (int i = 0; i < 20; i++) {
            Tool.curl(test.url());
        }
        Waiting.until(
                Duration.ofSeconds(20),
                () -> MEASURED.stream()
                        .allMatch(gauge ->
                                test.body("/v1/services/hello/metrics").matches(".*\"" + gauge + "\":\\[[^]]*[1-9].*")),
                () -> test.body("/v1/services/hello/metrics"));
        for (String chart : new String[] {"Requests a second", "Latency", "Memory", "Boots"}) {
            assertThat(page.locator("demi-chart[aria-label^='" + chart + ": ']"))
                    .isVisible();
        }
        assertThat(page.locator("demi-chart[aria-label^='Memory: ']")).containsText("MiB");
        assertThat(test.browser.complaints()).isEmpty();
    }

    @Test
    void what_was_measured_is_drawn_again_after_a_restart() throws Exception {
        test.apply(SLEEPS);
        String asked = ".*\"requests\":\\[[^]]*[1-9].*";
        Waiting.until(
                Duration.ofSeconds(20),
                () -> {
                    // What comes in the second in which a service is first seen is not told as a rate.
                    Tool.curl(test.url());
                    return test.body("/v1/services/hello/metrics").matches(asked);
                },
                () -> test.body("/v1/services/hello/metrics"));
        test.plane.interrupt();
        test.plane.restart();
        Page page = test.signIn();
        test.visit(page, "services/hello", "hello");
        Waiting.until(
                Duration.ofSeconds(20),
                () -> test.body("/v1/services/hello/metrics").matches(asked),
                () -> test.body("/v1/services/hello/metrics"));
        assertThat(page.locator("demi-chart[aria-label^='Requests a second: ']"))
                .isVisible();
    }

    @Test
    void services_are_scaled_restarted_and_deleted_only_after_a_question() throws Exception {
        test.apply("replicas: 1\n");
        Page page = test.signIn();
        test.visit(page, "services/hello", "hello");
        Locator instance = page.locator("tbody tr th a").first();
        assertThat(instance).isVisible();
        String before = instance.textContent();
        button(page, "Restart").click();
        answer(page, "Restart").click();
        assertThat(row(page, before)).hasCount(0);
        assertThat(page.locator(".facts")).containsText("1 of 1");
        button(page, "Scale").click();
        page.getByLabel("At most").fill("3");
        page.getByLabel("At least").fill("3");
        // By keyboard: the answer is given with Enter, and the focus is back where it was.
        page.keyboard().press("Enter");
        assertThat(page.locator(".facts")).containsText("3 of 3");
        assertThat(button(page, "Scale")).isFocused();
        button(page, "Delete").click();
        answer(page, "Cancel").click();
        assertThat(page.locator(".facts")).containsText("3 of 3");
        button(page, "Delete").click();
        answer(page, "Delete").click();
        assertThat(page.getByText("No service yet")).isVisible();
        assertThat(page.getByText("demi apply -f service.yaml")).isVisible();
        assertThat(test.browser.complaints(404)).isEmpty();
    }

    @Test
    void after_a_restart_of_the_control_plane_the_page_comes_back_by_itself_and_shows_what_is_then() throws Exception {
        test.apply("replicas: 1\n");
        Page page = test.signIn();
        assertThat(row(page, "hello")).containsText("1 of 1");
        test.plane.kill();
        assertThat(page.getByText("Reconnecting …")).isVisible();
        test.plane.restart();
        assertThat(page.getByText("Live", new Page.GetByTextOptions().setExact(true)))
                .isVisible(LATER);
        assertThat(row(page, "hello")).containsText("1 of 1");
        test.plane.demi("scale", "hello", "2");
        assertThat(row(page, "hello")).containsText("2 of 2");
    }

    @Test
    void the_scripts_that_reckon_reckon_right() throws Exception {
        Page page = test.signIn();
        assertThat(page.evaluate("""
                import('/page/core/diff.js').then(({diff}) =>
                    diff('a\\nb\\nc\\n', 'a\\nx\\nc\\nd\\n').map(([kind, text]) => kind + text).join('|'))""")).isEqualTo(" a|-b|+x| c|+d");
        assertThat(page.evaluate("""
                import('/page/core/treemap.js').then(({treemap}) => {
                    const sizes = [6, 6, 4, 3, 2, 2, 1, 0].map((size) => ({size}));
                    const placed = treemap(sizes, {x: 0, y: 0, width: 600, height: 400});
                    const off = placed.map(({item, width, height}) => Math.abs(width * height / item.size - 10000));
                    const thin = placed.map(({width, height}) => Math.max(width / height, height / width));
                    return [placed.length, Math.max(...off) < 0.01, Math.max(...thin) < 3];
                })""")).isEqualTo(List.of(7, true, true));
        assertThat(page.evaluate("""
                import('/page/core/stream.js').then(({Events}) => {
                    const seen = [];
                    const events = new Events((name, data) => seen.push([name, data]));
                    for (const part of [': hello\\n\\neve', 'nt: a\\ndata: one\\n', 'data: two\\n\\ndata: 3\\n\\n']) events.take(part);
                    return seen;
                })""")).isEqualTo(List.of(List.of("a", "one\ntwo"), List.of("message", "3")));
    }
}
