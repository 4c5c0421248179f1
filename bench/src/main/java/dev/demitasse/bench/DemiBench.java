package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demi-bench}, which its script starts in a network namespace of its own. */
@Command(
        name = "demi-bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measure our images and their peers in one run, and write docs/benchmarks.md. Goes on where an interrupted"
                    + " run was; --fresh begins anew. Needs root, for network namespaces and containers."
        },
        footer = {"", "Example:", "  ./demi-bench --runs 1 --only start,load --peers hotspot,demitasse-process"})
final class DemiBench implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--runs", paramLabel = "N", description = "How often each figure is taken (default: 5).")
    private int runs = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each load lasts (default: 2).")
    private int seconds = 2;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "FIGURE",
            description = "Take these only: size, start, load, echo, least-memory, instructions, density, build,"
                    + " quick-build, services, goodput.")
    private Set<String> only = Set.of();

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Measure these only: hotspot, hotspot-tuned, container, linux-guest, demitasse-vm,"
                    + " demitasse-process.")
    private Set<String> peerNames = Set.of();

    @Option(
            names = "--programs",
            split = ",",
            paramLabel = "PROGRAM",
            description = "Measure with these only: hello, hello-http, plain-http, echo, traffic.")
    private Set<String> programs = Set.of();

    @Option(names = "--fresh", description = "Forget what was measured before.")
    private boolean fresh;

    @Option(names = "--report", paramLabel = "FILE", description = "The page to write (default: docs/benchmarks.md).")
    private Path report = Path.of("docs/benchmarks.md");

    @Option(names = "--root", hidden = true, required = true)
    private Path root = Path.of("");

    @Option(names = "--servers", hidden = true, required = true)
    private String servers = "";

    @Option(names = "--outside", hidden = true, required = true)
    private String outside = "";

    /** Runs the command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemiBench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var paths = new Paths(root, Files.createDirectories(root.resolve(".demitasse/bench")));
        Path file = paths.work().resolve("results.tsv");
        if (fresh) {
            Files.deleteIfExists(file);
            forgetImages(paths);
        }
        var results = new Results(file);
        var network = new Network(servers, outside);
        List<Peer> all = peers(paths, network);
        List<Peer> peers = chosen(all, peerNames, Peer::name);
        List<Figure> figures = chosen(figures(paths, network), only, Figure::name);
        long start = System.nanoTime();
        List<Service> services = chosen(List.of(Service.values()), programs, Service::title);
        for (Service service : services) {
            for (Peer peer : peers) {
                if (figures.stream().anyMatch(figure -> figure.covers(service, peer))) {
                    say("preparing " + service.title() + " for " + peer.title());
                    peer.prepare(service);
                }
            }
        }
        say("prepared in " + elapsed(start));
        for (int run = 1; run <= runs; run++) {
            take(run, figures, services, peers, results);
        }
        say("measured in " + elapsed(start));
        Path page = root.resolve(report).normalize();
        new Report(results, all, page, runs, seconds).write();
        say("wrote " + page);
        return 0;
    }

    /** They are then built of the sources as they are, which takes no time if they were. */
    private static void forgetImages(Paths paths) throws IOException {
        for (Service service : Service.values()) {
            for (boolean asProcess : List.of(true, false)) {
                Files.deleteIfExists(Demitasse.file(paths, service, asProcess));
            }
        }
    }

    /** All that is to be measured in one run, the peers in turns, so that a change of the machine's load meets all. */
    private static void take(int run, List<Figure> figures, List<Service> services, List<Peer> peers, Results results)
            throws IOException, InterruptedException {
        for (Figure figure : figures) {
            for (Service service : services) {
                for (Peer peer : peers) {
                    boolean wanted = figure.covers(service, peer) && (run == 1 || !figure.once());
                    if (wanted && !results.has(figure.mark(), service, peer, run)) {
                        say("run %d: %s of %s, %s".formatted(run, figure.name(), service.title(), peer.title()));
                        var recorder = new Recorder(service, peer, run);
                        figure.measure(recorder);
                        results.add(recorder.samples());
                    }
                }
            }
        }
    }

    private static List<Peer> peers(Paths paths, Network network) {
        var runtime = new JavaRuntime(paths);
        var files = new RootFileSystem(paths, runtime);
        return List.of(
                new HotSpot(paths, network, runtime, false),
                new HotSpot(paths, network, runtime, true),
                new Container(paths, network, files),
                new LinuxGuest(paths, network, files),
                new Demitasse(paths, network, false),
                new Demitasse(paths, network, true));
    }

    private List<Figure> figures(Paths paths, Network network) {
        return List.of(
                new SizeFigure(),
                new InstructionsFigure(paths),
                new StartFigure(),
                new LoadFigure(seconds),
                new EchoFigure(Math.max(1, seconds / 2)),
                new LeastMemoryFigure(),
                new DensityFigure(),
                new BuildFigure(paths, network, false),
                new BuildFigure(paths, network, true),
                new ServicesFigure(paths, network),
                new GoodputFigure());
    }

    private <T> List<T> chosen(List<T> all, Set<String> names, Function<T, String> name) {
        List<String> known = all.stream().map(name).toList();
        var unknown = new ArrayList<>(names);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "there is no " + unknown + "; there is " + known);
        }
        return all.stream()
                .filter(one -> names.isEmpty() || names.contains(name.apply(one)))
                .toList();
    }

    private static String elapsed(long start) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }

    private static void say(String text) {
        System.err.println("demi-bench: " + text);
    }
}
