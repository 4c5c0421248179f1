package dev.demitasse.images;

import dev.demitasse.images.RegistryHttp.Answer;
import dev.demitasse.images.RegistryHttp.Question;
import dev.demitasse.toolchain.OciDescriptor;
import dev.demitasse.toolchain.OciLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends blobs of a layout to a registry, those that it lacks. When a transfer breaks off, the registry is asked how far it
 * came, and it goes on from there; a registry that does not know gets it from the beginning.
 */
final class BlobUpload {
    private static final Pattern RECEIVED = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");
    private static final String BYTES = "application/octet-stream";

    private final Registry registry;
    private final OciLayout layout;

    BlobUpload(Registry registry, OciLayout layout) {
        this.registry = registry;
        this.layout = layout;
    }

    /** An upload under way: where it goes, and how much of it is there. */
    private record Session(URI location, long received) {}

    /** Makes sure that the registry has a blob; returns how many bytes that took. */
    long send(OciDescriptor blob) throws IOException, InterruptedException {
        if (!layout.isIntact(blob)) {
            throw new ImageException(
                    "the file " + layout.blob(blob) + " is missing or was changed: build or pull the image again");
        }
        RegistryHttp http = registry.http();
        Question there = Question.of("HEAD", http.at(registry.path("blobs/" + blob.digest())), Map.of());
        try (Answer answer = http.ask(there)) {
            if (answer.status() == 200) {
                return 0;
            }
        }
        var attempts = new Attempts();
        Optional<Session> session = Optional.empty();
        while (true) {
            Session current = session.isPresent() ? session.get() : begin(blob);
            try {
                finish(blob, sendRest(blob, current));
                return blob.size();
            } catch (IOException e) {
                session = ask(current);
                attempts.brokeOff(session.map(Session::received).orElse(0L), e);
            }
        }
    }

    private Session begin(OciDescriptor blob) throws IOException, InterruptedException {
        RegistryHttp http = registry.http();
        URI uri = http.at(registry.path("blobs/uploads/"));
        try (Answer answer = http.ask(Question.of("POST", uri, Map.of()).with(BodyPublishers.noBody(), 0))) {
            if (answer.status() != 202) {
                throw http.refused(answer, "the blob " + blob.digest());
            }
            return new Session(RegistryHttp.location(answer, uri), 0);
        }
    }

    /** Sends what is lacking; returns where the end is to be told. */
    private URI sendRest(OciDescriptor blob, Session session) throws IOException, InterruptedException {
        long length = blob.size() - session.received();
        if (length == 0) {
            return session.location();
        }
        RegistryHttp http = registry.http();
        Map<String, String> headers =
                Map.of("Content-Type", BYTES, "Content-Range", session.received() + "-" + (blob.size() - 1));
        Question question = Question.of("PATCH", session.location(), headers)
                .with(rest(layout.blob(blob), session.received(), length), length);
        try (Answer answer = http.ask(question)) {
            if (answer.status() / 100 == 5 || answer.status() == 416) {
                throw new IOException(http.host() + " answers with status " + answer.status());
            }
            if (answer.status() / 100 != 2) {
                throw http.refused(answer, "the blob " + blob.digest());
            }
            return RegistryHttp.location(answer, session.location());
        }
    }

    private static BodyPublisher rest(Path file, long from, long length) {
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> {
            try {
                InputStream in = Files.newInputStream(file);
                in.skipNBytes(from);
                return in;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return BodyPublishers.fromPublisher(stream, length);
    }

    private void finish(OciDescriptor blob, URI location) throws IOException, InterruptedException {
        RegistryHttp http = registry.http();
        String glue = location.getRawQuery() == null ? "?" : "&";
        URI uri = URI.create(location + glue + "digest=" + blob.digest());
        try (Answer answer = http.ask(Question.of("PUT", uri, Map.of("Content-Type", BYTES)))) {
            if (answer.status() != 201) {
                throw http.refused(answer, "the blob " + blob.digest());
            }
        }
    }

    /** How far an upload has come; empty when it has to begin anew. */
    private Optional<Session> ask(Session session) throws InterruptedException {
        try (Answer answer = registry.http().ask(Question.of("GET", session.location(), Map.of()))) {
            Matcher received = RECEIVED.matcher(answer.header("Range").orElse(""));
            if (answer.status() != 204 || !received.matches()) {
                return Optional.empty();
            }
            // "0-0" is how some say that nothing has come.
            long last = Long.parseLong(received.group(1));
            URI location = answer.header("Location").isPresent()
                    ? RegistryHttp.location(answer, session.location())
                    : session.location();
            return Optional.of(new Session(location, last == 0 ? 0 : last + 1));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
