package dev.demitasse.cli;

import dev.demitasse.control.ServiceView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code demi services}. */
@Command(
        name = "services",
        description = "List the services and how they stand; of one that is named, its instances.",
        footer = {"", "Example:", "  demi services", "  demi services hello-http --output json"})
final class ServicesCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "The service whose instances to list.")
    private Optional<String> service = Optional.empty();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        Owner.note(client);
        List<ServiceView> views = service.isPresent()
                ? List.of(client.get("/v1/services/" + service.get(), ServiceView.class))
                : List.of(client.get("/v1/services", ServiceView[].class));
        if (output.isJson()) {
            System.out.println(Json.write(service.isPresent() ? views.getFirst() : views));
        } else if (service.isPresent()) {
            printInstances(views.getFirst());
        } else {
            printServices(views);
        }
        return ExitStatus.OK;
    }

    private static void printServices(List<ServiceView> views) {
        var table = new Table("SERVICE", "STATE", "INSTANCES", "PORTS", "ACTIVE", "WAITING", "IMAGE");
        for (ServiceView view : views) {
            long ready = count(view, "READY");
            long warm = count(view, "WARM");
            String limits = view.min() == view.max() ? "" + view.max() : view.min() + "-" + view.max();
            table.row(
                    view.name(),
                    words(view.state()) + (view.untrusted().isEmpty() ? "" : ", untrusted"),
                    ready + " of " + limits + (warm == 0 ? "" : ", " + warm + " warm"),
                    String.join(", ", view.ports()),
                    Integer.toString(view.active()),
                    Integer.toString(view.waiting()),
                    view.image().substring("sha256:".length(), "sha256:".length() + 12));
        }
        table.print(System.out);
    }

    private static long count(ServiceView view, String phase) {
        return view.instances().stream()
                .filter(instance -> instance.phase().equals(phase))
                .count();
    }

    private static void printInstances(ServiceView view) {
        if (!view.untrusted().isEmpty()) {
            Messages.note(view.untrusted());
        }
        var table = new Table("INSTANCE", "PHASE", "TEMPLATE", "SINCE", "ACTIVE", "SERVED", "PID");
        for (ServiceView.InstanceView instance : view.instances()) {
            table.row(
                    instance.id(),
                    words(instance.phase()),
                    instance.template() + (instance.current() ? "" : " (old)"),
                    Quantities.time(Duration.between(Instant.parse(instance.started()), Instant.now())),
                    Integer.toString(instance.active()),
                    Long.toString(instance.served()),
                    Long.toString(instance.pid()));
        }
        table.print(System.out);
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
