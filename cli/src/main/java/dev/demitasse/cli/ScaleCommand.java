package dev.demitasse.cli;

import dev.demitasse.control.api.ApiRoutes.RevisionView;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi scale}. */
@Command(
        name = "scale",
        description = "Change how many instances a service has: a number, or the least and the most.",
        footer = {"", "Example:", "  demi scale hello-http 4", "  demi scale hello-http 0-10"})
final class ScaleCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "N|MIN-MAX", description = "How many.")
    private String count = "";

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!count.matches("\\d{1,4}(-\\d{1,4})?")) {
            throw new CommandException("\"" + count + "\" is neither a number nor MIN-MAX such as 0-10");
        }
        int dash = count.indexOf('-');
        String min = dash < 0 ? count : count.substring(0, dash);
        String max = count.substring(dash + 1);
        RevisionView made = server.client()
                .post(
                        ControlClient.path("/v1/services/" + service + "/scale", "min", min, "max", max),
                        RevisionView.class);
        System.out.println(service + " is wanted as of revision " + made.number() + ": " + made.message());
        return ExitStatus.OK;
    }
}
