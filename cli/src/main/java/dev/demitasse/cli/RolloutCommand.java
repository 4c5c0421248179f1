package dev.demitasse.cli;

import dev.demitasse.control.ServiceView;
import dev.demitasse.control.api.ApiRoutes.RevisionView;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi rollout}. */
@Command(
        name = "rollout",
        description = "Watch, pause, resume or undo the update of a service.",
        footer = {"", "Example:", "  demi rollout status hello-http --wait"})
final class RolloutCommand implements Callable<Integer> {
    private static final int LOOK_MILLIS = 200;

    @Parameters(index = "0", paramLabel = "ACTION", description = "status, pause, resume or undo.")
    private Action action = Action.status;

    @Parameters(index = "1", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Option(names = "--wait", description = "With status: wait until the update is over.")
    private boolean await;

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** What can be done, named as the user writes it. */
    enum Action {
        /** Say how it stands. */
        status,
        /** Stop where it is. */
        pause,
        /** Go on. */
        resume,
        /** Go back to the revision before. */
        undo
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        String path = "/v1/services/" + service;
        switch (action) {
            case status -> {
                ServiceView view = client.get(path, ServiceView.class);
                while (await && isUnderWay(view)) {
                    Thread.sleep(LOOK_MILLIS);
                    view = client.get(path, ServiceView.class);
                }
                print(view);
            }
            case pause, resume -> print(client.post(path + "/rollout/" + action, ServiceView.class));
            case undo -> {
                RevisionView made = client.post(path + "/rollback", RevisionView.class);
                System.out.println(service + " is wanted as of revision " + made.number() + ": " + made.message());
            }
        }
        return ExitStatus.OK;
    }

    private static boolean isUnderWay(ServiceView view) {
        return view.state().equals("ROLLING_OUT") || view.state().equals("STARTING");
    }

    private static void print(ServiceView view) {
        long current = view.instances().stream()
                .filter(instance -> instance.current() && instance.phase().equals("READY"))
                .count();
        long old = view.instances().stream()
                .filter(instance -> !instance.current())
                .count();
        System.out.println("%s: %s; %d ready of template %s%s, %d of others"
                .formatted(
                        view.name(),
                        view.state().toLowerCase(Locale.ROOT).replace('_', ' '),
                        current,
                        view.template(),
                        view.proven() ? "" : " (which has yet to show that it works)",
                        old));
    }
}
