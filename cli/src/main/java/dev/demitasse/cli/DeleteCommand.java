package dev.demitasse.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi delete}. */
@Command(
        name = "delete",
        description = "Want services no more: their connections end, and then their instances. Their history stays.",
        footer = {"", "Example:", "  demi delete hello-http"})
final class DeleteCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "SERVICE", description = "The services.")
    private List<String> services = List.of();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        for (String service : services) {
            client.delete("/v1/services/" + service);
        }
        return ExitStatus.OK;
    }
}
