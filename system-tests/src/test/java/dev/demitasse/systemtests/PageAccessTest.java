package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.demitasse.systemtests.PageUnderTest.button;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether everybody can use the page: with a screen reader, a keyboard, in dark and light, in a narrow window. */
final class PageAccessTest extends PageTestBase {
    /** A service in the middle of an update, that has been asked something. */
    private void busy() throws IOException, InterruptedException {
        String canary = "replicas: 1\nrollout: {strategy: canary, percent: 10, hold: 10m}\n";
        test.apply(canary);
        test.plane.awaitOutput("1 of 1", "services");
        test.apply(canary + "environment: {VERSION: two}\n");
        test.plane.awaitOutput("the canary has", "events", "hello");
        Tool.curl(test.url());
    }

    /** The headings of all views by their places. */
    private Map<String, String> views() throws IOException, InterruptedException {
        String services = test.plane.demi("services", "hello");
        String instance = services.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
        var views = new TreeMap<>(Map.of(
                "services",
                "Services",
                "services/hello",
                "hello",
                "services/nothing",
                "nothing",
                "instances/" + instance,
                instance,
                "images",
                "Images",
                "images/" + test.digest(),
                "hello-http",
                "events",
                "Events",
                "deploy",
                "Deploy",
                "deploy/hello",
                "Edit hello",
                "nowhere",
                "Not here"));
        views.put("tokens", "Tokens");
        return views;
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void no_view_has_a_serious_barrier(ColorScheme scheme) throws Exception {
        busy();
        Page door = test.browser.open(test.plane.url(), 1280, 900, scheme);
        assertThat(door.getByLabel("Token")).isVisible();
        assertThat(Browser.barriers(door)).as("the door").isEmpty();
        Page page = test.signIn(test.token(), 1280, scheme);
        for (var view : views().entrySet()) {
            test.visit(page, view.getKey(), view.getValue());
            // Until what the view asks for is there.
            page.waitForTimeout(700);
            assertThat(Browser.barriers(page)).as(view.getKey()).isEmpty();
        }
        test.visit(page, "services/hello", "hello");
        page.getByText("Apply hello").first().click();
        button(page, "Scale").click();
        assertThat(Browser.barriers(page)).as("a question").isEmpty();
        page.keyboard().press("Escape");
        test.visit(page, "images/" + test.digest(), "hello-http");
        for (String tab : new String[] {"Why", "Difference", "Bill of materials", "Signatures"}) {
            button(page, tab).click();
            page.waitForTimeout(300);
            assertThat(Browser.barriers(page)).as(tab).isEmpty();
        }
        page.evaluate("document.querySelector('main').append(document.createElement('button'))");
        assertThat(Browser.barriers(page)).as("a button that nobody named").isNotEmpty();
        assertThat(test.browser.complaints(404, 409)).isEmpty();
    }

    @Test
    void every_view_fits_a_window_of_360_pixels() throws Exception {
        busy();
        Page page = test.signIn(test.token(), 360, ColorScheme.LIGHT);
        for (var view : views().entrySet()) {
            test.visit(page, view.getKey(), view.getValue());
            page.waitForTimeout(300);
            assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .as(view.getKey())
                    .isEqualTo(360);
        }
    }

    @Test
    void the_keyboard_goes_everywhere_and_the_theme_that_is_chosen_stays() throws Exception {
        test.apply("scale: {min: 0, max: 1, idle: 30s}\n");
        Page page = test.signIn();
        page.reload();
        assertThat(page.getByText("asleep").or(page.getByText("sleeping")).first())
                .isVisible();
        page.keyboard().press("Tab");
        assertThat(page.getByText("To the content")).isFocused();
        page.keyboard().press("Enter");
        assertThat(PageUnderTest.heading(page, "Services")).isFocused();
        for (int i = 0;
                i < 20 && !page.evaluate("document.activeElement.textContent").equals("hello");
                i++) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Enter");
        assertThat(PageUnderTest.heading(page, "hello")).isFocused();
        button(page, "Theme: as the system").click();
        button(page, "Theme: light").click();
        String dark = "getComputedStyle(document.documentElement).backgroundColor";
        assertThat(page.evaluate(dark)).isEqualTo("rgb(23, 21, 19)");
        page.reload();
        assertThat(button(page, "Theme: dark")).isVisible();
        assertThat(page.evaluate(dark)).isEqualTo("rgb(23, 21, 19)");
    }
}
