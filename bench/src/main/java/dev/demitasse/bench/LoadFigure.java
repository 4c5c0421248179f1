package dev.demitasse.bench;

import java.io.IOException;

/** The web servers under load: how much it does, how fast it answers, what it uses; and its memory before. */
final class LoadFigure implements Figure {
    /** Resident MiB of the host's processes after one answer, and at the end. */
    static final String IDLE = "memory.idle";

    /** The same at the end of the load. */
    static final String LOADED = "memory.loaded";

    /** Requests a second on kept connections. */
    static final String KEPT = "load.kept";

    /** Microseconds of processors for each of them. */
    static final String KEPT_CPU = "load.kept.cpu";

    /** Their latency in milliseconds, median. */
    static final String KEPT_MEDIAN = "load.kept.p50";

    /** Their latency in milliseconds, 99th percentile. */
    static final String KEPT_99 = "load.kept.p99";

    /** Requests a second, each on a connection of its own. */
    static final String NEW = "load.new";

    /** Their latency in milliseconds, 99th percentile. */
    static final String NEW_99 = "load.new.p99";

    private static final int WARMING_SECONDS = 1;
    private static final int MOST_WARMING = 12;
    private static final double STILL_WARMING = 1.1;

    private final int seconds;

    /** Loads for so long each time, once it is warm. */
    LoadFigure(int seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String mark() {
        return KEPT;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.HELLO_HTTP || service == Service.PLAIN_HTTP;
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        try (var server = Server.start(recorder)) {
            server.awaitReady();
            Probe.ask(recorder.service(), server.host());
            recorder.take(IDLE, server.usage().residentKib() / 1024.0);
            warmUp(server);
            long before = server.usage().cpuNanos();
            Wrk kept = Wrk.load(server.host(), server.port(), seconds, true);
            long cpu = server.usage().cpuNanos() - before;
            Wrk renewed = Wrk.load(server.host(), server.port(), seconds, false);
            recorder.take(LOADED, server.usage().residentKib() / 1024.0);
            recorder.take(KEPT_CPU, cpu / 1e3 / kept.requests());
            recorder.take(KEPT_MEDIAN, kept.median());
            recorder.take(KEPT_99, kept.ninetyNine());
            recorder.take(NEW, renewed.perSecond());
            recorder.take(NEW_99, renewed.ninetyNine());
            recorder.take(KEPT, kept.perSecond());
        }
    }

    /** Loads until it becomes no faster: a JVM compiles what it does often, for long where it is emulated. */
    private static void warmUp(Server server) throws InterruptedException {
        double best = 0;
        for (int i = 0; i < MOST_WARMING; i++) {
            double rate = Wrk.load(server.host(), server.port(), WARMING_SECONDS, true)
                    .perSecond();
            if (rate < best * STILL_WARMING) {
                return;
            }
            best = Math.max(best, rate);
        }
    }
}
