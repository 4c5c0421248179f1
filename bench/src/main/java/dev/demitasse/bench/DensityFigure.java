package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What one more idle instance costs: the memory of the machine that each of several takes. */
final class DensityFigure implements Figure {
    /** MiB of the machine's available memory that an instance takes. */
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
            // What was measured before may have ended and not have given all of its memory back yet.
            Thread.sleep(SETTLING);
            long before = memory("MemAvailable:");
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
            double each = (before - memory("MemAvailable:")) / 1024.0 / INSTANCES;
            recorder.take(LAST, last);
            // Less than what the rest of the machine gives back meanwhile cannot be told so.
            if (each > 0) {
                recorder.take(HELD, Math.floor(memory("MemTotal:") / 1024.0 / each));
                recorder.take(EACH, each);
            }
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
