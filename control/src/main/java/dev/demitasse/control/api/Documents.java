package dev.demitasse.control.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The description of the API, and the page that shows it. Stateless. */
final class Documents {
    String openApi() {
        return resource("openapi.yaml");
    }

    /** A page of our own without anything from elsewhere, which the policy holds it to. */
    void viewer(Call call) throws IOException {
        call.header(
                "Content-Security-Policy", "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'");
        call.text("text/html", resource("viewer.html"));
    }

    private static String resource(String name) {
        try (InputStream in = Documents.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + Documents.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
