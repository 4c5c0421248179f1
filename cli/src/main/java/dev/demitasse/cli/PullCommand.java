package dev.demitasse.cli;

import dev.demitasse.images.ImageName;
import dev.demitasse.images.Pull;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi pull}. */
@Command(
        name = "pull",
        description =
                "Fetch an image and its signatures from a registry; demi run takes it by its name, without a build.",
        footer = {"", "Example:", "  demi pull registry.example.com/shop/hello:1"})
final class PullCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "HOST[:PORT]/REPOSITORY[:TAG|@sha256:DIGEST].")
    private String name = "";

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Mixin
    private OutputOption output = new OutputOption();

    private record View(String name, String image, String manifest, long fetched, int signatures) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        ImageName image = ImageName.parse(name);
        Pull.Fetched fetched = new Pull(home.images(), registry.options(), home.credentials()).fetch(image);
        fetched.notes().forEach(Messages::note);
        if (output.isJson()) {
            System.out.println(Json.write(new View(
                    image.toString(), fetched.digest(), fetched.manifest(), fetched.fetched(), fetched.signatures())));
            return ExitStatus.OK;
        }
        System.out.println("name       " + image);
        System.out.println("sha256     " + fetched.digest());
        System.out.println("manifest   " + fetched.manifest());
        System.out.println("fetched    " + Quantities.size(fetched.fetched()));
        System.out.println("signatures " + fetched.signatures());
        return ExitStatus.OK;
    }
}
