package dev.demitasse.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Milliseconds from the start of the process or virtual machine. The first question is asked when the service says that
 * it listens: asked before, a guest whose network is not up yet would be asked again only a second later.
 */
final class StartFigure implements Figure {
    /** The beginning of {@code main}; only our kernel tells. */
    static final String MAIN = "start.main";

    /** The line that says that it listens, or the only line. */
    static final String READY = "start.ready";

    /** The end of the first answer. */
    static final String ANSWER = "start.answer";

    /** What the processes have run until then. */
    static final String CPU = "start.cpu";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String mark() {
        return READY;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return true;
    }

    @Override
    public boolean once() {
        return false;
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        Peer peer = recorder.peer();
        Service service = recorder.service();
        int memory = peer.memory().orElse(0);
        try (var server = Server.start(peer, service, peer.command(service, memory))) {
            long ready = server.awaitReady(LIMIT);
            server.toMain().ifPresent(nanos -> recorder.take(MAIN, nanos / 1e6));
            recorder.take(READY, ready / 1e6);
            if (service == Service.HELLO) {
                return;
            }
            Probe.ask(service, server.host());
            recorder.take(ANSWER, server.sinceStart() / 1e6);
            recorder.take(CPU, server.usage().cpuNanos() / 1e6);
        }
    }
}
