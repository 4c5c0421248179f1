package dev.demitasse.cli;

import dev.demitasse.images.ImageName;
import dev.demitasse.images.Push;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi push}. */
@Command(
        name = "push",
        description = "Send an image and its signatures to the registry that its name begins with.",
        footer = {"", "Example:", "  demi push registry.example.com/shop/hello:1 --sign ann"})
final class PushCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            description = "HOST[:PORT]/REPOSITORY[:TAG]; demi build -t or demi tag calls an image so.")
    private String name = "";

    @Option(
            names = "--sign",
            paramLabel = "KEY",
            description = "Sign it with a key of one's own first, as demi sign does.")
    private Optional<String> key = Optional.empty();

    @Mixin
    private RegistryOption registry = new RegistryOption();

    @Mixin
    private OutputOption output = new OutputOption();

    private record View(String name, String manifest, long sent, int signatures) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        ImageName image = ImageName.parse(name);
        if (key.isPresent()) {
            SignCommand.sign(home, image.toString(), key, Optional.empty());
        }
        Push.Sent sent = new Push(home.images(), registry.options(), home.credentials()).send(image);
        if (output.isJson()) {
            System.out.println(Json.write(new View(image.toString(), sent.manifest(), sent.sent(), sent.signatures())));
            return ExitStatus.OK;
        }
        System.out.println("name       " + image);
        System.out.println("manifest   " + sent.manifest());
        System.out.println("sent       " + Quantities.size(sent.sent()));
        System.out.println("signatures " + sent.signatures());
        return ExitStatus.OK;
    }
}
