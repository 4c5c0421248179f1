package dev.demitasse.bench;

import dev.demitasse.harness.Traffic;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What one connection between a peer and Linux gets out of a simulated link of 100 Mbit/s with a round trip of 50 ms, without
 * losses and with one frame of a hundred lost in each direction. Linux on both sides is what HotSpot has; both use CUBIC.
 * With losses by chance one transfer tells little: several have each a link and a seed of their own, at the same time, and
 * the same seeds for every peer.
 */
final class GoodputFigure implements Figure {
    static final String TO_CLEAN = "goodput.to";
    static final String FROM_CLEAN = "goodput.from";
    static final String TO_LOSSY = "goodput.to.lossy";
    static final String FROM_LOSSY = "goodput.from.lossy";

    private static final long CLEAN_BYTES = 50_000_000;
    private static final long LOSSY_BYTES = 6_000_000;
    private static final double LOSS = 0.01;
    private static final int LINKS = 6;

    @Override
    public String name() {
        return "goodput";
    }

    @Override
    public String mark() {
        return FROM_LOSSY;
    }

    @Override
    public boolean covers(Service service, Peer peer) {
        return service == Service.TRAFFIC
                && (peer.name().equals("hotspot") || peer.name().equals("demitasse-process"));
    }

    @Override
    public void measure(Recorder recorder) throws IOException, InterruptedException {
        recorder.take(TO_CLEAN, mean(recorder.peer(), 1, 0, 'U', CLEAN_BYTES));
        recorder.take(FROM_CLEAN, mean(recorder.peer(), 1, 0, 'S', CLEAN_BYTES));
        recorder.take(TO_LOSSY, mean(recorder.peer(), LINKS, LOSS, 'U', LOSSY_BYTES));
        recorder.take(FROM_LOSSY, mean(recorder.peer(), LINKS, LOSS, 'S', LOSSY_BYTES));
    }

    /** Mbit/s of user data, the mean over some links. */
    private static double mean(Peer peer, int links, double loss, char letter, long bytes) throws InterruptedException {
        try (var executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var transfers = new ArrayList<Future<Double>>();
            for (int seed = 1; seed <= links; seed++) {
                long each = seed;
                transfers.add(executor.submit(() -> transfer(peer, loss, each, letter, bytes)));
            }
            double sum = 0;
            for (Future<Double> transfer : transfers) {
                sum += transfer.get();
            }
            return sum / links;
        } catch (ExecutionException e) {
            throw new IllegalStateException("goodput of " + peer.title(), e.getCause());
        }
    }

    private static double transfer(Peer peer, double loss, long seed, char letter, long bytes)
            throws IOException, InterruptedException {
        try (var link = RelayedLink.to(peer, Service.TRAFFIC, loss, seed);
                Socket socket = link.connect()) {
            long begin = System.nanoTime();
            link.request(socket, letter, bytes, seed);
            if (letter == 'U') {
                Traffic.send(socket, seed, bytes);
                socket.shutdownOutput();
                // It answers once it has got all.
                if (socket.getInputStream().read() != 'U') {
                    throw new IOException("it has not got all");
                }
            } else {
                Traffic.receiveAll(socket, seed, bytes);
            }
            return bytes * 8e3 / (System.nanoTime() - begin);
        }
    }
}
