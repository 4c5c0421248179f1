package dev.demitasse.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.demitasse.control.Event;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi events}. */
@Command(
        name = "events",
        description = "Show what happened to services, and why.",
        footer = {"", "Example:", "  demi events hello-http --follow"})
final class EventsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only of this service.")
    private Optional<String> service = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as things happen.")
    private boolean follow;

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ControlClient client = server.client();
        String path = ControlClient.path("/v1/events", "service", service.orElse(""));
        if (follow) {
            var json = new ObjectMapper();
            client.listen(path, data -> {
                try {
                    print(json.readValue(data, Event.class), data);
                } catch (JacksonException e) {
                    throw new CommandException("what comes from the control plane is no event: " + data);
                }
            });
            return ExitStatus.OK;
        }
        Event[] events = client.get(path, Event[].class);
        if (output.isJson()) {
            System.out.println(Json.write(events));
            return ExitStatus.OK;
        }
        for (Event event : events) {
            print(event, "");
        }
        return ExitStatus.OK;
    }

    private void print(Event event, String data) {
        if (output.isJson()) {
            System.out.println(data);
            return;
        }
        String what = event.what().toLowerCase(Locale.ROOT).replace('_', ' ');
        String who = event.instance().isEmpty() ? event.service() : event.instance();
        System.out.println(event.time() + "  " + who + "  " + what + ": " + event.message());
    }
}
