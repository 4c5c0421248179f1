package dev.demitasse.cli;

import dev.demitasse.images.PublicSigningKey;
import dev.demitasse.images.Signatures;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi sign}. */
@Command(
        name = "sign",
        description = "Sign an image of the store; demi push sends the signature along.",
        footer = {"", "Example:", "  demi sign registry.example.com/shop/hello:1 --key ann --expires 90d"})
final class SignCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE", description = "A name or the beginning of a digest.")
    private String name = "";

    @Option(names = "--key", paramLabel = "NAME", description = "The key to sign with (default: the only one).")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "Until when the signature is good: 90d, or a date (default: as long as its key).")
    private Optional<Expiry> expires = Optional.empty();

    @Override
    public Integer call() throws IOException {
        System.out.println(sign(Home.ofUser(), name, key, expires.map(Expiry::when)));
        return ExitStatus.OK;
    }

    /** Signs an image of the store; returns what was done. */
    static String sign(Home home, String name, Optional<String> key, Optional<Instant> expires) throws IOException {
        ImageStore store = home.images();
        ImageStore.Entry image = StoredImage.find(name, store);
        String called = image.names().isEmpty() ? "" : image.names().getFirst();
        PublicSigningKey signer =
                new Signatures(store).sign(image, called, home.keys(), key, expires, Passphrase::known);
        return "the image sha256:" + image.digest().substring(0, 12) + " is signed by " + signer.name();
    }
}
