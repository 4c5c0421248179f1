package dev.demitasse.cli;

import dev.demitasse.control.RepositoryView;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demi repository}. */
@Command(
        name = "repository",
        description = "Show the git repository that says what services are wanted, and whether they are.",
        footer = {"", "Example:", "  demi repository --fetch"})
final class RepositoryCommand implements Callable<Integer> {
    @Option(names = "--fetch", description = "Have it asked now, and wait until what it says is taken up.")
    private boolean fetch;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        RepositoryView view = fetch
                ? client.post("/v1/repository/fetch", RepositoryView.class)
                : client.get("/v1/repository", RepositoryView.class);
        if (output.isJson()) {
            System.out.println(Json.write(view));
        } else {
            System.out.println("url      " + view.url());
            System.out.println("branch   " + view.branch());
            System.out.println("folder   " + (view.folder().isEmpty() ? "the topmost" : view.folder()));
            System.out.println("state    " + view.state().toLowerCase(Locale.ROOT));
            System.out.println("wanted   " + (view.taken().isEmpty() ? "nothing of it yet" : view.taken()));
            System.out.println("latest   " + (view.seen().isEmpty() ? "not known" : view.seen()));
            System.out.println("answered " + (view.answered().isEmpty() ? "never" : view.answered()));
            if (!view.message().isEmpty()) {
                System.out.println("reason   " + view.message());
            }
            for (RepositoryView.NamedImage image : view.images()) {
                System.out.println("image    " + image.service() + ": " + image.named() + ", "
                        + image.digest()
                        + (image.moved().isEmpty()
                                ? ""
                                : "; it has moved to " + image.moved() + ", which no commit has taken up"));
            }
        }
        // So that whoever pushes may ask whether that was taken.
        return fetch && !view.state().equals("CURRENT") ? ExitStatus.FAILURE : ExitStatus.OK;
    }
}
