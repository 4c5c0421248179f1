package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of the page for {@code docs/screenshots}, of services with traffic: {@code ./verify screenshots} makes them anew.
 * By its name it is none of the tests that are run with all others.
 */
final class PageScreenshots {
    private static final Path PICTURES = Demi.ROOT.resolve("docs/screenshots");

    /** They are part of the repository. */
    private static final long MOST_BYTES = 150_000;

    /** Until lines of the last minute are a minute long. */
    private static final int TRAFFIC_MILLIS = 75_000;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Thread> clients = new ArrayList<>();

    @Test
    void the_main_views_in_light_and_dark_and_narrow() throws Exception {
        Files.createDirectories(PICTURES);
        try (var test = new PageUnderTest(folder)) {
            test.apply("scale: {min: 0, max: 4, idle: 5m}\n");
            String image = test.digest();
            put(test, "billing", "replicas: 1\n", 4);
            put(test, "reports", "scale: {min: 0, max: 1, idle: 30s}\n", 0);
            put(test, "search", "scale: {min: 0, max: 8, idle: 30s}\n", 0);
            int port = put(test, "shop-front", "replicas: 3\n", 40);
            ask(URI.create(test.url()), 9);
            Page light = test.signIn(test.token(), 1280, ColorScheme.LIGHT);
            Page dark = test.signIn(test.token(), 1280, ColorScheme.DARK);
            Page narrow = test.signIn(test.token(), 360, ColorScheme.LIGHT);
            light.waitForTimeout(TRAFFIC_MILLIS);
            picture(light, "services-light");
            picture(dark, "services-dark");
            picture(narrow, "services-narrow");
            put(test, "shop-front", port, """
                    replicas: 3
                    rollout: {strategy: canary, percent: 20, hold: 10m}
                    environment: {COUPONS: "on"}
                    """);
            for (Page page : List.of(light, dark)) {
                String scheme = page.equals(light) ? "light" : "dark";
                test.visit(page, "services/shop-front", "shop-front");
                assertThat(page.getByLabel("Update")).containsText("1 new instance ready");
                page.waitForTimeout(1500);
                picture(page, "service-" + scheme);
                String instance = page.locator("tbody tr th a").first().textContent();
                test.visit(page, "instances/" + instance, instance);
                page.waitForTimeout(1500);
                picture(page, "instance-" + scheme);
                test.visit(page, "images/" + image, "hello-http");
                page.waitForTimeout(1500);
                picture(page, "image-" + scheme);
            }
        } finally {
            clients.forEach(Thread::interrupt);
        }
    }

    private int put(PageUnderTest test, String name, String rest, int perSecond) throws Exception {
        int port = Tool.freePort();
        put(test, name, port, rest);
        if (perSecond > 0) {
            ask(URI.create("http://127.0.0.1:" + port + "/"), perSecond);
        }
        return port;
    }

    private static void put(PageUnderTest test, String name, int port, String rest) throws Exception {
        String yaml = """
                service: %s
                image: sha256:%s
                egress: open
                ports: [{listen: "127.0.0.1:%d", guest: 8080, protocol: http}]
                %s""".formatted(name, test.digest(), port, rest);
        HttpResponse<String> answer = test.ask("PUT", "/v1/services/" + name, yaml);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Asks so often in a second, now a little more often, now a little less. */
    private void ask(URI uri, int perSecond) {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        clients.add(Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; ; i++) {
                    try {
                        http.send(request, HttpResponse.BodyHandlers.discarding());
                    } catch (IOException e) {
                        // It does not run yet, or no more; this is only for the pictures.
                        Thread.sleep(100);
                    }
                    Thread.sleep((long) (1000 / (perSecond * (1.2 + Math.sin(i / (4.0 * perSecond))))));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static void picture(Page page, String name) throws IOException {
        Path file = PICTURES.resolve(name.toLowerCase(Locale.ROOT) + ".png");
        page.mouse().move(0, 0);
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
        assertThat(Files.size(file)).as(name).isLessThan(MOST_BYTES);
    }
}
