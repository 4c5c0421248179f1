package dev.demitasse.cli;

import dev.demitasse.control.api.ApiRoutes.RevisionView;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi diff}. */
@Command(
        name = "diff",
        description = {
            "Show what differs between two revisions of a service, or between two images.",
            "Two names that both stand for images are images; else the first is a service."
        },
        footer = {
            "",
            "Examples:",
            "  demi diff hello-http                    the service's latest revision and the one before",
            "  demi diff hello-http 2 5                its revisions 2 and 5",
            "  demi diff old.elf new.elf --exit-code   two images; status 1 when they differ"
        })
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE|IMAGE", description = "The service, or the image before.")
    private String first = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FROM|IMAGE",
            description = "A revision (default: the one before the latest), or the image after.")
    private Optional<String> from = Optional.empty();

    @Parameters(index = "2", arity = "0..1", paramLabel = "TO", description = "A revision (default: the latest).")
    private Optional<String> to = Optional.empty();

    @Option(names = "--exit-code", description = "End with status 1 when there is a difference.")
    private boolean exitCode;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (from.isPresent() && to.isEmpty()) {
            Home home = Home.ofUser();
            Optional<KnownImage> before = KnownImage.find(first, home);
            Optional<KnownImage> after = KnownImage.find(from.get(), home);
            if (before.isPresent() && after.isPresent()) {
                return compare(before.get(), after.get());
            }
        }
        return compareRevisions();
    }

    private int compare(KnownImage before, KnownImage after) throws IOException {
        var difference = ImageDifference.between(before, after);
        if (output.isJson()) {
            System.out.println(Json.write(difference));
        } else {
            difference.lines().forEach(System.out::println);
        }
        return exitCode && !difference.isEmpty() ? ExitStatus.FAILURE : ExitStatus.OK;
    }

    private int compareRevisions() throws IOException, InterruptedException {
        ControlClient client = server.client();
        String base = "/v1/services/" + first + "/revisions";
        RevisionView[] all = client.get(base, RevisionView[].class);
        RevisionView newer = to.isPresent() ? client.get(base + "/" + to.get(), RevisionView.class) : all[0];
        if (from.isEmpty() && all.length < 2) {
            System.out.println(first + " has one revision only");
            return ExitStatus.OK;
        }
        RevisionView older = from.isPresent() ? client.get(base + "/" + from.get(), RevisionView.class) : all[1];
        List<String> lines =
                LineDiff.of(older.text().lines().toList(), newer.text().lines().toList());
        if (output.isJson()) {
            System.out.println(Json.write(new RevisionDifference(older.number(), newer.number(), lines)));
        } else {
            System.out.println("--- revision " + older.number() + "\n+++ revision " + newer.number());
            lines.forEach(System.out::println);
        }
        boolean differ = !older.text().equals(newer.text());
        return exitCode && differ ? ExitStatus.FAILURE : ExitStatus.OK;
    }

    private record RevisionDifference(int from, int to, List<String> lines) {}
}
