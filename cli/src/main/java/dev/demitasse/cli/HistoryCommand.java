package dev.demitasse.cli;

import dev.demitasse.control.api.ApiRoutes.RevisionView;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi history}. */
@Command(
        name = "history",
        description = "List the revisions of a service, the latest first.",
        footer = {"", "Example:", "  demi history hello-http"})
final class HistoryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        Owner.note(client);
        RevisionView[] revisions = client.get("/v1/services/" + service + "/revisions", RevisionView[].class);
        if (output.isJson()) {
            System.out.println(Json.write(revisions));
            return ExitStatus.OK;
        }
        var table = new Table("REVISION", "COMMIT", "TIME", "AUTHOR", "MESSAGE");
        for (RevisionView revision : revisions) {
            table.row(
                    Integer.toString(revision.number()),
                    revision.commit().substring(0, 12),
                    revision.time(),
                    revision.author(),
                    revision.message());
        }
        table.print(System.out);
        return ExitStatus.OK;
    }
}
