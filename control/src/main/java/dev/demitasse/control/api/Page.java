package dev.demitasse.control.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The web page's files: our own beside this package, and two libraries from their WebJars. Nothing in them is known only
 * to who is signed in. Thread-safe.
 */
final class Page {
    /** Only our own files are used, no script or style within a document, and nobody shows us in a frame. */
    private static final String POLICY = "default-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

    private static final String OURS = "/dev/demitasse/control/page/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z-]+(\\.min)?(\\.esm)?\\.(js|css|svg|html)");
    private static final Pattern FOLDER = Pattern.compile("[a-z-]+");

    /** The libraries' folders: what comes behind {@code /page/}, and what there is of it. */
    private static final Map<String, String> LIBRARIES =
            Map.of("lit", library("lit-html", ""), "uplot", library("uplot", "dist/"));

    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml",
            "html", "text/html;charset=utf-8");

    private final Map<String, Optional<Document>> documents = new ConcurrentHashMap<>();

    /** A file, with a word that tells it from every other version of it. */
    private record Document(byte[] bytes, String version) {}

    void addTo(Routes routes) {
        routes.open("GET", "/", call -> send(call, OURS + "index.html"));
        routes.open("GET", "/api", call -> send(call, OURS + "api.html"));
        routes.open("GET", "/page/{file}", call -> send(call, OURS + file(call)));
        routes.open("GET", "/page/{folder}/{file}", call -> send(call, folder(call) + file(call)));
        routes.open(
                "GET",
                "/page/lit/directives/{file}",
                call -> send(call, LIBRARIES.get("lit") + "directives/" + file(call)));
    }

    private static String folder(Call call) {
        String folder = call.parts().get(1);
        if (!FOLDER.matcher(folder).matches()) {
            throw missing(call);
        }
        return LIBRARIES.getOrDefault(folder, OURS + folder + "/");
    }

    private static String file(Call call) {
        String file = call.parts().getLast();
        if (!NAME.matcher(file).matches()) {
            throw missing(call);
        }
        return file;
    }

    private static ApiException missing(Call call) {
        return new ApiException(404, call.path() + " is no file of the page");
    }

    private void send(Call call, String name) throws IOException {
        Document document = documents.computeIfAbsent(name, Page::read).orElseThrow(() -> missing(call));
        call.header("Content-Security-Policy", POLICY);
        call.header("X-Content-Type-Options", "nosniff");
        call.header("Referrer-Policy", "no-referrer");
        call.header("Cross-Origin-Opener-Policy", "same-origin");
        // Asked for each time and sent only when it is another: a new version of Demitasse is never half an old one.
        call.header("Cache-Control", "no-cache");
        call.header("ETag", document.version());
        if (call.header("If-None-Match").filter(document.version()::equals).isPresent()) {
            call.answer(304);
            return;
        }
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        call.bytes(type, document.bytes());
    }

    private static Optional<Document> read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Optional.of(new Document(bytes, "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Where a WebJar has its files: its version is part of their path. */
    private static String library(String name, String within) {
        var properties = new Properties();
        try (InputStream in =
                Page.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/" + name + "/pom.properties")) {
            if (in == null) {
                throw new IllegalStateException("the library " + name + " is missing: build Demitasse anew");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/%s/%s/%s".formatted(name, properties.getProperty("version"), within);
    }
}
