package dev.demitasse.cli;

import dev.demitasse.control.ServiceView;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The consoles of a control plane's instances, by its API. Confined to one thread. */
final class ServiceLogs {
    private final ControlClient client;
    private final PrintStream out;

    ServiceLogs(ControlClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    /**
     * Prints what a service's instances, or one instance, have written.
     *
     * @param follow whether to go on until they end
     * @throws CommandException when there is neither
     */
    void print(String name, boolean follow) throws IOException, InterruptedException {
        Optional<ServiceView> service = Stream.of(client.get("/v1/services", ServiceView[].class))
                .filter(view -> view.name().equals(name))
                .findFirst();
        if (service.isEmpty()) {
            log(name, "", follow);
            return;
        }
        List<String> instances = service.get().instances().stream()
                .map(ServiceView.InstanceView::id)
                .toList();
        if (instances.isEmpty()) {
            throw new CommandException(name + " sleeps: no instance of it runs; demi events " + name
                    + " names those that did, and demi logs INSTANCE shows what they wrote");
        }
        if (instances.size() == 1) {
            log(instances.getFirst(), "", follow);
        } else if (follow) {
            followAll(instances);
        } else {
            for (String instance : instances) {
                log(instance, instance + "  ", false);
            }
        }
    }

    private void log(String instance, String before, boolean follow) throws IOException, InterruptedException {
        String path = "/v1/instances/" + ControlClient.encoded(instance) + "/log";
        if (follow) {
            client.listen(path, line -> print(before + line));
        } else {
            client.text(path).lines().forEach(line -> print(before + line));
        }
    }

    /** Lines as they come, each behind the name of its instance. */
    private void followAll(List<String> instances) throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (String instance : instances) {
                tasks.add(() -> {
                    log(instance, instance + "  ", true);
                    return true;
                });
            }
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException refused) {
                throw refused;
            }
            throw new IOException("a console cannot be followed: " + Demi.message(e), e);
        }
    }

    private synchronized void print(String line) {
        out.println(line);
        out.flush();
    }
}
