package dev.demitasse.cli;

import dev.demitasse.control.api.ApiRoutes.RevisionView;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecReader;
import dev.demitasse.control.service.SpecWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demi apply}. */
@Command(
        name = "apply",
        description = {
            "Want services as files say. The image of each is found, or built when its inputs have changed, and sent to the"
                    + " control plane; when this returns, what is wanted is on its disk."
        },
        footer = {"", "Example:", "  demi apply -f examples/hello-http/service.yaml"})
final class ApplyCommand implements Callable<Integer> {
    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            required = true,
            description = "A service in YAML.")
    private List<Path> files = List.of();

    @Option(names = "--message", paramLabel = "TEXT", description = "What is done, for the history.")
    private Optional<String> message = Optional.empty();

    @Option(names = "--image", paramLabel = "APP|IMAGE", description = "Another image than the file names.")
    private Optional<String> image = Optional.empty();

    @Mixin
    private BuildOptions build = new BuildOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        Owner.refuseOthers(client);
        for (Path file : files) {
            ServiceSpec spec = SpecReader.read(file.toString(), Files.readString(file));
            String named = image.orElse(spec.template().image());
            Path folder =
                    image.isPresent() ? Path.of("") : file.toAbsolutePath().resolveSibling("");
            String digest = new ServiceImage(client, build).digest(named, folder);
            ServiceSpec wanted = spec.withImage(digest);
            RevisionView revision = client.put(
                    ControlClient.path(
                            "/v1/services/" + spec.name(), "file", file.toString(), "message", message.orElse("")),
                    SpecWriter.write(wanted),
                    RevisionView.class);
            System.out.println(spec.name() + " is wanted as of revision " + revision.number() + ", image "
                    + digest.substring(0, "sha256:".length() + 12));
        }
        return ExitStatus.OK;
    }
}
