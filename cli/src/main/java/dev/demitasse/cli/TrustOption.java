package dev.demitasse.cli;

import dev.demitasse.images.Signatures;
import dev.demitasse.images.TrustPolicy;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --trust}: which images may run. */
final class TrustOption {
    @Option(
            names = "--trust",
            paramLabel = "POLICY",
            description = "Run any image, or only those signed by a key of demi key list (default: what"
                    + " settings.yaml in demi's folder says, or any).")
    private Optional<TrustPolicy> policy = Optional.empty();

    TrustPolicy policy(Home home) throws IOException {
        return policy.isPresent()
                ? policy.get()
                : Settings.read(home.settings()).trust();
    }

    /** Refuses an image that may not run. */
    void check(Home home, ReadyImage image) throws IOException {
        if (policy(home) == TrustPolicy.signed) {
            home.verifier()
                    .require(
                            "the image sha256:" + image.digest().substring(0, 12) + " ("
                                    + image.manifest().name() + ")",
                            image.digest(),
                            new Signatures(home.images()).of(image.digest()));
        }
    }
}
