package dev.demitasse.bench;

import java.io.IOException;
import java.time.Duration;

/** The least memory with which the web server answers a hundred times, in MiB, by halving what is left between. */
final class LeastMemoryFigure implements Figure {
    /** MiB: of the virtual machine, of the process, or the limit of the container's cgroup. */
    static final String LEAST = "memory.least";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ANSWERS = 100;

    @Override
    public String name() {
        return "least-memory";
    }

    @Override
    public String mark() {
        return LEAST;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.HELLO_HTTP && peer.memory().isPresent();
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure(Recorder recorder) throws InterruptedException {
        int enough = recorder.peer().memory().orElseThrow();
        int tooLittle = 0;
        if (!serves(recorder, enough)) {
            throw new IllegalStateException(
                    recorder.peer().title() + " does not serve with its usual " + enough + " MiB");
        }
        int step = enough / 64;
        while (enough - tooLittle > step) {
            int half = (enough + tooLittle) / 2 / step * step;
            if (serves(recorder, half)) {
                enough = half;
            } else {
                tooLittle = half;
            }
        }
        recorder.take(LEAST, enough);
    }

    private static boolean serves(Recorder recorder, int memoryMib) throws InterruptedException {
        Peer peer = recorder.peer();
        Service service = recorder.service();
        if (memoryMib == 0) {
            return false;
        }
        try (var server = Server.start(peer, service, peer.command(service, memoryMib))) {
            server.awaitReady(LIMIT);
            for (int i = 0; i < ANSWERS; i++) {
                Probe.ask(service, server.host());
            }
            return true;
        } catch (IOException | IllegalStateException e) {
            // Too little, in whatever way that shows.
            return false;
        }
    }
}
