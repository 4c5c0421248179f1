package dev.demitasse.images;

import dev.demitasse.images.RegistryHttp.Answer;
import dev.demitasse.images.RegistryHttp.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Tries who somebody is to a registry. Stateless. */
public final class RegistryLogin {
    private RegistryLogin() {}

    /**
     * Asks a registry for nothing but to be let in.
     *
     * @param host host and port
     * @throws ImageException when it does not let him in
     * @throws UncheckedIOException when it cannot be talked with
     */
    public static void check(String host, RegistryOptions options, Credentials.Login login)
            throws InterruptedException {
        // Whatever is not the beginning of an image's name is no registry.
        if (ImageName.parse(host + "/x").registry().isEmpty()) {
            throw new ImageException("\"" + host + "\" is no registry: it has neither a dot nor a port");
        }
        try {
            var http = new RegistryHttp(options.address(host), "", options, () -> Optional.of(login));
            try (Answer answer = http.ask(Question.of("GET", http.at(""), Map.of()))) {
                if (answer.status() != 200) {
                    throw http.refused(answer, "to let anybody in");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(host + " cannot be asked", e);
        }
    }
}
