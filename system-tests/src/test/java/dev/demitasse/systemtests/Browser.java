package dev.demitasse.systemtests;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Debian's Chromium without a screen, driven by Playwright. Whatever a page complains of, the content security policy's
 * violations among it, is kept for {@link #complaints}. Confined to one thread.
 */
final class Browser implements AutoCloseable {
    /** Milliseconds; for a machine that builds images meanwhile. */
    private static final double PATIENCE = 15_000;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new ArrayList<>();

    Browser() {
        // The driver would fetch browsers of its own.
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program())
                        // Its sandbox refuses root, whom tests run as in containers; only our own pages are loaded.
                        .setArgs(List.of("--no-sandbox")));
    }

    private static Path program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no chromium: ./verify installs it"));
    }

    /** A window on a page of its own, signed in to nothing. */
    Page open(String url, int width, int height, ColorScheme scheme) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setDeviceScaleFactor(1)
                .setColorScheme(scheme));
        context.setDefaultTimeout(PATIENCE);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text() + " at " + message.location());
            }
        });
        page.onPageError(error -> complaints.add("uncaught: " + error));
        page.onRequest(request -> {
            if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) {
                complaints.add("it asks elsewhere: " + request.url());
            }
        });
        page.navigate(url);
        return page;
    }

    /** What pages have complained of, but for what must be: an answer of one of these statuses. */
    List<String> complaints(int... expected) {
        return complaints.stream()
                .filter(text -> Stream.of(expected)
                        .flatMapToInt(java.util.Arrays::stream)
                        .noneMatch(status -> text.contains("the server responded with a status of " + status)))
                .toList();
    }

    /** What axe-core finds serious or critical in what a page shows now. */
    static List<String> barriers(Page page) {
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> rule.getImpact().equals("serious")
                                || rule.getImpact().equals("critical"))
                        .map(Browser::text)
                        .toList();
    }

    private static String text(Rule rule) {
        return rule.getImpact() + " " + rule.getId() + ": "
                + rule.getNodes().stream()
                        .limit(3)
                        .map(node -> node.getHtml() + " (" + node.getFailureSummary() + ")")
                        .toList();
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
