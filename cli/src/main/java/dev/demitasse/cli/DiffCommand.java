package dev.demitasse.cli;

import dev.demitasse.control.api.ApiRoutes.RevisionView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi diff}. */
@Command(
        name = "diff",
        description = "Show what differs between two revisions of a service.",
        footer = {"", "Example:", "  demi diff hello-http", "  demi diff hello-http 2 5"})
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FROM",
            description = "A revision (default: the one before the latest).")
    private Optional<String> from = Optional.empty();

    @Parameters(index = "2", arity = "0..1", paramLabel = "TO", description = "A revision (default: the latest).")
    private Optional<String> to = Optional.empty();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        String base = "/v1/services/" + service + "/revisions";
        RevisionView[] all = client.get(base, RevisionView[].class);
        RevisionView newer = to.isPresent() ? client.get(base + "/" + to.get(), RevisionView.class) : all[0];
        if (from.isEmpty() && all.length < 2) {
            System.out.println(service + " has one revision only");
            return ExitStatus.OK;
        }
        RevisionView older = from.isPresent() ? client.get(base + "/" + from.get(), RevisionView.class) : all[1];
        System.out.println("--- revision " + older.number() + "\n+++ revision " + newer.number());
        List<String> lines =
                LineDiff.of(older.text().lines().toList(), newer.text().lines().toList());
        lines.forEach(System.out::println);
        return ExitStatus.OK;
    }
}
