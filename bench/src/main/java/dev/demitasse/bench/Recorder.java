package dev.demitasse.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes down what is measured of one peer in one run, with the machine's load before. It counts once it is all there.
 * Confined to one thread.
 */
final class Recorder {
    private final Service service;
    private final Peer peer;
    private final int run;
    private final double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    private final List<Sample> samples = new ArrayList<>();

    /** For a measurement that begins now. */
    Recorder(Service service, Peer peer, int run) {
        this.service = service;
        this.peer = peer;
        this.run = run;
    }

    /** The service that is measured. */
    Service service() {
        return service;
    }

    /** What it runs on. */
    Peer peer() {
        return peer;
    }

    /** A value of a figure. */
    void take(String figure, double value) {
        samples.add(new Sample(figure, service.title(), peer.name(), run, value, load));
    }

    /** All that was taken. */
    List<Sample> samples() {
        return samples;
    }
}
