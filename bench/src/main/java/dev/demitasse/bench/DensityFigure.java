package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one more idle instance costs: the memory of the machine that each of several takes. */
final class DensityFigure implements Figure {
    /** MiB that an instance takes which no other has: the median of them. */
    static final String EACH = "density.each";

    /** How many of them the whole memory of this machine holds, by that. */
    static final String HELD = "density.held";

    /** Milliseconds that the last of them took to start. */
    static final String LAST = "density.last";

    /** How many are started. */
    static final int INSTANCES = 20;

    private static final Duration SETTLING = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "density";
    }

    @Override
    public String mark() {
        return EACH;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.HELLO_HTTP && peer instanceof Demitasse;
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        if (!(recorder.peer() instanceof Demitasse peer)) {
            throw new IllegalArgumentException(recorder.peer().name());
        }
        int memory = peer.memory().orElseThrow();
        var servers = new ArrayList<Server>();
        var taps = new ArrayList<String>();
        try {
            double last = 0;
            for (int i = 0; i < INSTANCES; i++) {
                String tap = "idle" + i;
                Tool.run("ip", "tuntap", "add", "dev", tap, "mode", "tap");
                taps.add(tap);
                Tool.run("ip", "link", "set", tap, "up");
                Server server = Server.start(peer, recorder.service(), peer.command(recorder.service(), memory, tap));
                servers.add(server);
                last = server.awaitReady() / 1e6;
            }
            Thread.sleep(SETTLING);
            var own = new ArrayList<Double>();
            for (Server server : servers) {
                own.add(server.usage().ownKib() / 1024.0);
            }
            Collections.sort(own);
            double each = own.get(own.size() / 2);
            recorder.take(LAST, last);
            recorder.take(HELD, Math.floor(memory("MemTotal:") / 1024.0 / each));
            recorder.take(EACH, each);
        } finally {
            for (Server server : servers) {
                server.close();
            }
            for (String tap : taps) {
                Tool.run("ip", "link", "delete", tap);
            }
        }
    }

    /** KiB, from proc_meminfo(5). */
    private static long memory(String key) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
