package dev.demitasse.systemtests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A {@code demi serve} with a browser before it, and a service hello of hello-http as processes. Confined to one thread. */
final class PageUnderTest implements AutoCloseable {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Tool.freePort();
    final ControlPlane plane;
    final Browser browser;

    /** Builds the image, unless that was done before; the folder's path must be short. */
    PageUnderTest(Path folder) throws InterruptedException {
        this.folder = folder;
        Demi.shared().succeed("build", "--target", "process", Demi.example("hello-http"));
        plane = new ControlPlane(folder.resolve("s"));
        browser = new Browser();
    }

    /** Where hello is published. */
    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** What hello is, but for what differs between tests. */
    String yaml(String image, String rest) {
        return """
                service: hello
                image: %s
                egress: open
                ports: [{listen: "127.0.0.1:%d", guest: 8080, protocol: http}]
                %s""".formatted(image, port, rest);
    }

    void apply(String rest) throws IOException {
        Path file = Files.writeString(folder.resolve("hello.yaml"), yaml(Demi.example("hello-http"), rest));
        plane.demi("apply", "--target", "process", "-f", file.toString());
    }

    /** The token of the folder's owner. */
    String token() throws IOException {
        return Files.readString(plane.state().resolve("token")).strip();
    }

    /** Asks the API as commands do. */
    HttpResponse<String> ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(plane.url() + path))
                .header("Authorization", "Bearer " + token())
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** What a path of the API has. */
    String body(String path) {
        try {
            return ask("GET", path, "").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The digest of the one image that was sent. */
    String digest() {
        var matcher = Pattern.compile("\"digest\":\"([0-9a-f]{64})\"").matcher(body("/v1/images"));
        if (!matcher.find()) {
            throw new AssertionError("no image was sent");
        }
        return matcher.group(1);
    }

    Page signIn() throws IOException {
        return signIn(token(), WIDTH, ColorScheme.LIGHT);
    }

    Page signIn(String token, int width, ColorScheme scheme) throws IOException {
        Page page = browser.open(plane.url(), width, HEIGHT, scheme);
        page.getByLabel("Token").fill(token);
        button(page, "Sign in").click();
        assertThat(heading(page, "Services")).isVisible();
        return page;
    }

    /** Goes to a view and waits for it. */
    void visit(Page page, String place, String title) throws IOException {
        page.navigate(plane.url() + "/#/" + place);
        assertThat(heading(page, title)).isVisible();
    }

    static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(name).setExact(true).setLevel(1));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The button in the question that is open. */
    static Locator answer(Page page, String name) {
        return page.locator("dialog")
                .getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(name).setExact(true));
    }

    /** A line of a table, by the link that begins it. */
    static Locator row(Page page, String name) {
        return page.locator("tbody tr")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(
                                AriaRole.LINK,
                                new Page.GetByRoleOptions().setName(name).setExact(true))));
    }

    @Override
    public void close() {
        browser.close();
        plane.close();
    }
}
