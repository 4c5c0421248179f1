package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web page in a real browser, over a real {@code demi serve} whose instances are processes of hello-http. */
final class PageTest {
    @TempDir
    private Path folder;

    private final int port = Tool.freePort();
    private final String url = "http://127.0.0.1:" + port + "/";
    private ControlPlane plane;
    private Browser browser;

    @BeforeAll
    static void build() {
        // Once for all tests; demi apply then finds it built.
        Demi.shared().succeed("build", "--target", "process", Demi.example("hello-http"));
    }

    @BeforeEach
    void serve() throws InterruptedException {
        plane = new ControlPlane(folder.resolve("s"));
        browser = new Browser();
    }

    @AfterEach
    void end() {
        browser.close();
        plane.close();
    }

    private void apply(String rest) throws IOException {
        Path file =
                Files.writeString(folder.resolve("hello.yaml"), """
                service: hello
                image: %s
                egress: open
                ports: [{listen: %d, guest: 8080, protocol: http}]
                %s""".formatted(Demi.example("hello-http"), port, rest));
        plane.demi("apply", "--target", "process", "-f", file.toString());
    }

    private Page signIn() throws IOException {
        Page page = browser.open(plane.url(), 1280, 900, ColorScheme.LIGHT);
        page.getByLabel("Token")
                .fill(Files.readString(plane.state().resolve("token")).strip());
        button(page, "Sign in").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Services")))
                .isVisible();
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Page page, String service) {
        return page.locator("tbody tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.LINK,
                                new Page.GetByRoleOptions().setName(service).setExact(true))));
    }

    @Test
    void who_has_a_token_signs_in_and_sees_a_sleeping_service_wake() throws Exception {
        apply("scale: {min: 0, max: 2, idle: 30s}\n");
        Page page = signIn();
        assertThat(row(page, "hello")).containsText("sleeping");
        assertThat(row(page, "hello")).containsText("0 of 0–2");
        assertThat(Tool.curl(url)).isEqualTo("Hello, unikernel!\n");
        assertThat(row(page, "hello")).containsText("serving");
        assertThat(row(page, "hello")).containsText("1 of 0–2");
        assertThat(browser.complaints()).isEmpty();
    }
}
