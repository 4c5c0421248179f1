package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.Instances;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi rm}. */
@Command(
        name = "rm",
        description = {
            "Forget instances that have ended, with their logs, or images. A name of an image is taken away from it; the image"
                    + " goes with its last name, or when it is named by its digest."
        },
        footer = {"", "Examples:", "  demi rm --ended", "  demi rm registry.example.com/shop/hello:1"})
final class RemoveCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "INSTANCE|IMAGE",
            description = "Names, or beginnings of an instance's id or an image's digest.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--force"},
            description = "Kill instances that run; remove images that they run.")
    private boolean force;

    @Option(names = "--ended", description = "All instances that have ended.")
    private boolean ended;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Home home = Home.ofUser();
        InstanceStore store = home.instances();
        if (names.isEmpty() && !ended) {
            throw new CommandException("name instances or images, or say --ended", ExitStatus.USAGE);
        }
        if (ended) {
            for (InstanceRecord record : store.all()) {
                if (!Instances.find(store.directory(record)).isAlive()) {
                    forget(store, record);
                }
            }
        }
        for (String name : names) {
            if (store.knows(name)) {
                end(store, store.find(name));
            } else {
                image(home, name);
            }
        }
        return ExitStatus.OK;
    }

    private void end(InstanceStore store, InstanceRecord record) throws InterruptedException {
        Instance instance = Instances.find(store.directory(record));
        if (instance.isAlive()) {
            if (!force) {
                throw new CommandException(record.name() + " runs: stop it first, or use -f");
            }
            instance.kill();
            instance.awaitEnd(Duration.ofSeconds(10));
        }
        forget(store, record);
    }

    private static void forget(InstanceStore store, InstanceRecord record) {
        Path directory = store.directory(record);
        store.remove(directory);
        System.out.println(record.name());
    }

    private void image(Home home, String name) throws IOException {
        ImageStore images = home.images();
        Optional<ImageStore.Entry> named = images.byName(name);
        ImageStore.Entry entry = named.isPresent()
                ? images.byDigest(named.get().digest()).orElseThrow()
                : images.byDigest(name.replaceFirst("^sha256:", ""))
                        .orElseThrow(() -> new CommandException("nothing is called " + name
                                + ": demi ps -a lists instances, demi images lists images"));
        if (named.isPresent() && entry.names().size() > 1) {
            String taken = named.get().names().getFirst();
            images.untag(taken);
            System.out.println(taken);
            return;
        }
        Optional<InstanceRecord> running = home.instances().runningFrom(entry.digest());
        if (running.isPresent() && !force) {
            throw new CommandException(running.get().name() + " runs the image " + name + ": stop it first, or use -f");
        }
        images.remove(entry);
        System.out.println(entry.digest());
    }
}
