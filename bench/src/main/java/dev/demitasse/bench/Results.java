package dev.demitasse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All samples, each on disk as soon as it is taken, so that an interrupted run goes on where it was. Confined to one
 * thread.
 */
final class Results {
    private final Path file;
    private final List<Sample> samples;

    /** The samples in a file, which is made with the first. */
    Results(Path file) throws IOException {
        this.file = file;
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            samples = new ArrayList<>(lines.map(Sample::parse).toList());
        }
    }

    /** Whether a figure has been taken in a run. */
    boolean has(String figure, Service service, Peer peer, int run) {
        return samples.stream()
                .anyMatch(sample -> sample.figure().equals(figure)
                        && sample.service().equals(service.title())
                        && sample.peer().equals(peer.name())
                        && sample.run() == run);
    }

    /** Adds samples that belong together. */
    void add(List<Sample> more) {
        samples.addAll(more);
        try {
            Files.write(
                    file,
                    more.stream().map(Sample::line).toList(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Where the values of a figure lie, if there are any. */
    Optional<Spread> spread(String figure, Service service, Peer peer) {
        List<Double> values = samples.stream()
                .filter(sample -> sample.figure().equals(figure)
                        && sample.service().equals(service.title())
                        && sample.peer().equals(peer.name()))
                .map(Sample::value)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** The load average before the samples, if there are any. */
    Optional<Spread> load() {
        List<Double> loads = samples.stream().map(Sample::load).toList();
        return loads.isEmpty() ? Optional.empty() : Optional.of(Spread.of(loads));
    }
}
