package dev.demitasse.cli;

import dev.demitasse.images.SignatureView;
import dev.demitasse.images.Signatures;
import dev.demitasse.images.Verdict;
import dev.demitasse.images.Verifier;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi verify}. */
@Command(
        name = "verify",
        description = {
            "Say whether an image is what its digest says, and who has signed it. The exit status is 0 only if a key of demi"
                    + " key list has, and its signature is good."
        },
        footer = {"", "Example:", "  demi verify registry.example.com/shop/hello:1"})
final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE", description = "A name, the beginning of a digest, or an image file.")
    private String name = "";

    @Mixin
    private OutputOption output = new OutputOption();

    private record View(String image, boolean trusted, List<SignatureView> signatures) {}

    @Override
    public Integer call() throws IOException {
        Home home = Home.ofUser();
        ReadyImage image = ReadyImage.find(name, home.images())
                .orElseThrow(() -> new CommandException("there is no image " + name + "; demi images lists all"));
        List<byte[]> signatures = new Signatures(home.images()).of(image.digest());
        Verifier verifier = home.verifier();
        var verdicts = new ArrayList<Verdict>();
        for (byte[] signature : signatures) {
            verdicts.add(verifier.judge(image.digest(), signature));
        }
        if (output.isJson()) {
            boolean trusted = verdicts.stream().anyMatch(Verdict::isValid);
            System.out.println(Json.write(new View(
                    image.digest(),
                    trusted,
                    verdicts.stream().map(SignatureView::of).toList())));
        } else {
            System.out.println("sha256    " + image.digest() + " (its bytes are those)");
            verdicts.stream()
                    .filter(Verdict::isValid)
                    .forEach(verdict -> System.out.println("signed by "
                            + verdict.name() + " (" + verdict.key().substring(0, 12) + ") on "
                            + verdict.signed().map(Instant::toString).orElse("an unknown day")
                            + verdict.expires()
                                    .map(end -> ", good until " + end)
                                    .orElse("")));
        }
        verifier.require(name, image.digest(), signatures);
        return ExitStatus.OK;
    }
}
