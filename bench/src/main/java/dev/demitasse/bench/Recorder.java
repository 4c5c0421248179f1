package dev.demitasse.bench;

import java.lang.management.ManagementFactory;

/**
 * Takes down what is measured of one peer in one run, with the machine's load before.
 *
 * @param results where it goes
 * @param service the service
 * @param peer the peer
 * @param run the run's number
 * @param load the load average when the measurement began
 */
record Recorder(Results results, Service service, Peer peer, int run, double load) {
    /** For a measurement that begins now. */
    static Recorder now(Results results, Service service, Peer peer, int run) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Recorder(results, service, peer, run, load);
    }

    /** A value of a figure. */
    void take(String figure, double value) {
        results.add(new Sample(figure, service.title(), peer.name(), run, value, load));
    }
}
