package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Milliseconds to the first answer of a service that sleeps, of one with an instance started ahead, and beside them what
 * {@code demi run} of the same image takes. The control plane has woken the service once before, so that it is as it is
 * for most of its life.
 */
final class ServicesFigure implements Figure {
    /** {@code demi run}, from the start of the command. */
    static final String COMMAND = "services.command";

    /** {@code demi run}, from the moment that it begins to make the instance. */
    static final String RUN = "services.run";

    /** A service of which nothing runs, from the client's connection. */
    static final String SLEEPING = "services.sleeping";

    /** One with {@code warm: 1}, from the client's connection. */
    static final String WARM = "services.warm";

    private final Paths paths;
    private final Network network;

    ServicesFigure(Paths paths, Network network) {
        this.paths = paths;
        this.network = network;
    }

    @Override
    public String name() {
        return "services";
    }

    @Override
    public String mark() {
        return SLEEPING;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.HELLO_HTTP && peer instanceof Demitasse;
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        Path image = recorder.peer().image(recorder.service()).getFirst();
        var commands = new ServiceCommands(paths, network);
        ServiceCommands.Started run = commands.run(image, recorder.service().port());
        recorder.take(COMMAND, run.fromCommand());
        recorder.take(RUN, run.fromInstance());
        try (var serving = commands.serve()) {
            for (String figure : List.of(SLEEPING, WARM)) {
                boolean warm = figure.equals(WARM);
                serving.apply(image, recorder.service().port(), warm);
                serving.awaitRest(warm);
                serving.ask();
                serving.awaitRest(warm);
                recorder.take(figure, serving.ask());
            }
        }
    }
}
