package dev.demitasse.cli;

import dev.demitasse.control.api.ApiRoutes.RevisionView;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi rollback}. */
@Command(
        name = "rollback",
        description = "Want a service as it was: a new revision that says what an earlier one said.",
        footer = {"", "Example:", "  demi rollback hello-http 3"})
final class RollbackCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "REVISION",
            description = "The revision's number, or the beginning of its commit (default: the one before the latest).")
    private Optional<String> revision = Optional.empty();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RevisionView made = server.client()
                .post(
                        ControlClient.path("/v1/services/" + service + "/rollback", "to", revision.orElse("")),
                        RevisionView.class);
        System.out.println(service + " is wanted as of revision " + made.number() + ": " + made.message());
        return ExitStatus.OK;
    }
}
