package dev.demitasse.bench;

import java.io.IOException;

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
        return service.isToldOfInFull();
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        Service service = recorder.service();
        try (var server = Server.start(recorder)) {
            long ready = server.awaitReady();
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
