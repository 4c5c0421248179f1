package dev.demitasse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page {@code docs/benchmarks.md}, with pictures beside it. */
final class Report {
    /** Above this, in processes that want to run for each processor, figures say as much about others as about us. */
    private static final double QUIET = 0.75;

    private static final Service HTTP = Service.HELLO_HTTP;
    private static final String GUEST = "linux-guest";
    private static final String VM = "demitasse-vm";
    private static final String PROCESS = "demitasse-process";

    private final Results results;
    private final List<Peer> peers;
    private final Path page;
    private final int runs;
    private final int seconds;

    Report(Results results, List<Peer> peers, Path page, int runs, int seconds) {
        this.results = results;
        this.peers = peers;
        this.page = page;
        this.runs = runs;
        this.seconds = seconds;
    }

    private static List<Table> tables() {
        return List.of(
                start("Start of the web server", Service.HELLO_HTTP),
                start("Start of the echo", Service.ECHO),
                new Table(
                        "Start of a program that prints a line",
                        only("start"),
                        Service.HELLO,
                        List.of(
                                new Table.Column("the line, ms", StartFigure.READY),
                                new Table.Column("`main`, ms", StartFigure.MAIN))),
                kept("Requests on kept connections", HTTP),
                kept("Requests that a server does next to nothing for, on kept connections", Service.PLAIN_HTTP),
                new Table(
                        "Requests on new connections",
                        only("load"),
                        HTTP,
                        List.of(
                                new Table.Column("requests/s", LoadFigure.NEW),
                                new Table.Column("99 %, ms", LoadFigure.NEW_99))),
                new Table(
                        "Echo",
                        only("echo"),
                        Service.ECHO,
                        List.of(
                                new Table.Column("round trips of a byte/s", EchoFigure.ROUND_TRIPS),
                                new Table.Column("both ways at once, MB/s each", EchoFigure.STREAM))),
                new Table(
                        "Goodput to and from Linux through a relay of 100 Mbit/s and 50 ms",
                        only("goodput"),
                        Service.TRAFFIC,
                        List.of(
                                new Table.Column("Linux to it, Mbit/s", GoodputFigure.TO_CLEAN),
                                new Table.Column("it to Linux, Mbit/s", GoodputFigure.FROM_CLEAN),
                                new Table.Column("Linux to it, 1 % lost, Mbit/s", GoodputFigure.TO_LOSSY),
                                new Table.Column("it to Linux, 1 % lost, Mbit/s", GoodputFigure.FROM_LOSSY))),
                new Table(
                        "Memory",
                        only("load,least-memory"),
                        HTTP,
                        List.of(
                                new Table.Column("resident when idle, MiB", LoadFigure.IDLE),
                                new Table.Column("after load, MiB", LoadFigure.LOADED),
                                new Table.Column("least that serves, MiB", LeastMemoryFigure.LEAST))),
                new Table(
                        "Size of what is deployed: hello-http",
                        only("size"),
                        HTTP,
                        List.of(new Table.Column("MB", SizeFigure.MEGABYTES))),
                new Table(
                        "Size of what is deployed: echo",
                        only("size"),
                        Service.ECHO,
                        List.of(new Table.Column("MB", SizeFigure.MEGABYTES))),
                new Table(
                        "Instructions from entry to main",
                        only("instructions"),
                        HTTP,
                        List.of(new Table.Column("thousands", InstructionsFigure.THOUSANDS))),
                new Table(
                        "Density",
                        only("density"),
                        HTTP,
                        List.of(
                                new Table.Column("one more idle instance, MiB", DensityFigure.EACH),
                                new Table.Column("this machine's memory holds", DensityFigure.HELD),
                                new Table.Column(
                                        "start of the last of " + DensityFigure.INSTANCES + ", ms",
                                        DensityFigure.LAST))),
                new Table(
                        "First answer of a service",
                        only("services"),
                        HTTP,
                        List.of(
                                new Table.Column("`demi run`, from its instance on, ms", ServicesFigure.RUN),
                                new Table.Column("the same, from the command on, ms", ServicesFigure.COMMAND),
                                new Table.Column("a service that sleeps, ms", ServicesFigure.SLEEPING),
                                new Table.Column("one with `warm: 1`, ms", ServicesFigure.WARM))),
                new Table(
                        "Build",
                        only("build,quick-build"),
                        HTTP,
                        List.of(
                                new Table.Column("s", BuildFigure.SECONDS),
                                new Table.Column("MiB", BuildFigure.MEMORY),
                                new Table.Column("`--quick`, s", BuildFigure.SECONDS + BuildFigure.suffix(true)),
                                new Table.Column("MiB", BuildFigure.MEMORY + BuildFigure.suffix(true)))));
    }

    private static Table start(String title, Service service) {
        return new Table(
                title,
                only("start"),
                service,
                List.of(
                        new Table.Column("first answer, ms", StartFigure.ANSWER),
                        new Table.Column("listening, ms", StartFigure.READY),
                        new Table.Column("`main`, ms", StartFigure.MAIN),
                        new Table.Column("processor time, ms", StartFigure.CPU)));
    }

    private static Table kept(String title, Service service) {
        return new Table(
                title,
                only("load"),
                service,
                List.of(
                        new Table.Column("requests/s", LoadFigure.KEPT),
                        new Table.Column("median, ms", LoadFigure.KEPT_MEDIAN),
                        new Table.Column("99 %, ms", LoadFigure.KEPT_99),
                        new Table.Column("processor time each, µs", LoadFigure.KEPT_CPU)));
    }

    private static String only(String figures) {
        return "./demi-bench --only " + figures;
    }

    private static List<Chart> charts() {
        return List.of(
                new Chart(
                        "start.svg",
                        "From start to the first HTTP answer, ms (less is better)",
                        HTTP,
                        StartFigure.ANSWER),
                new Chart(
                        "requests.svg",
                        "HTTP requests a second, kept connections (more is better)",
                        HTTP,
                        LoadFigure.KEPT),
                new Chart("cpu.svg", "Processor time of a request, µs (less is better)", HTTP, LoadFigure.KEPT_CPU),
                new Chart("memory.svg", "Resident memory when idle, MiB (less is better)", HTTP, LoadFigure.IDLE),
                new Chart("size.svg", "What is deployed, MB (less is better)", HTTP, SizeFigure.MEGABYTES));
    }

    /** Writes it all. */
    void write() throws IOException, InterruptedException {
        Path pictures = Files.createDirectories(page.resolveSibling("benchmarks"));
        var lines = new ArrayList<String>();
        lines.add("# Benchmarks");
        lines.add("");
        lines.add("Written by `./demi-bench` on " + LocalDate.now(ZoneOffset.UTC) + ", which installs what it needs on"
                + " Debian. `./demi-bench --fresh --runs " + runs + " --seconds " + seconds
                + "` takes every figure here"
                + " anew, and the line above a table those in it. Where a cell has a range, it is the median, the least and"
                + " the most of the runs; the other figures were taken once.");
        lines.add("");
        lines.addAll(Machine.describe());
        lines.add("- " + load());
        lines.add("");
        lines.add("| | what |");
        lines.add("|---|---|");
        for (Peer peer : peers) {
            lines.add("| " + peer.title() + " | " + peer.description() + " |");
        }
        lines.add("");
        lines.add(
                "The programs are `examples/hello-http`, `examples/plain-http`, `examples/echo` and `examples/hello`, the same jars"
                        + " everywhere. The client is on"
                        + " the same machine and shares its processors. Guests and our process are on a tap, the others behind a"
                        + " pair of virtual Ethernet devices. That costs those less: a tap takes a system call for each packet, of up"
                        + " to 64 KiB on both. Load is `wrk -t 1 -c "
                        + Wrk.CONNECTIONS
                        + " -d " + seconds
                        + "s`, after loads of a second until one is less than a tenth faster than the best"
                        + " before, at most twelve.");
        lines.add("");
        lines.addAll(ratios());
        for (Chart chart : charts()) {
            if (chart.draw(results, peers, pictures)) {
                lines.add("");
                lines.add("![" + chart.title() + "](benchmarks/" + chart.file() + ")");
            }
        }
        for (Table table : tables()) {
            lines.addAll(table.markdown(results, peers));
        }
        Files.write(page, lines);
    }

    private String load() {
        int processors = Runtime.getRuntime().availableProcessors();
        return results.load()
                .map(load -> {
                    boolean quiet = load.median() <= QUIET * processors;
                    return "load average before each measurement: " + Numbers.of(load)
                            + (quiet
                                    ? ", ours included"
                                    : "; **the machine was busy with other work, so take absolute times and rates with"
                                            + " care**: a quiet one is several times faster, and spreads are less");
                })
                .orElse("nothing was measured");
    }

    /** What was promised of the peers, beside what came out. */
    private List<String> ratios() {
        var lines = new ArrayList<String>();
        lines.add("| how many times | |");
        lines.add("|---|---|");
        ratio(lines, "sooner the process answers than HotSpot", StartFigure.ANSWER, "hotspot", PROCESS);
        ratio(lines, "sooner the process answers than HotSpot, tuned", StartFigure.ANSWER, "hotspot-tuned", PROCESS);
        ratio(
                lines,
                "less processor time a request takes in the process than on HotSpot",
                LoadFigure.KEPT_CPU,
                "hotspot",
                PROCESS);
        ratio(lines, "the same, than on HotSpot, tuned", LoadFigure.KEPT_CPU, "hotspot-tuned", PROCESS);
        ratio(lines, "sooner the VM answers than the Linux guest", StartFigure.ANSWER, GUEST, VM);
        ratio(lines, "smaller the VM's image is than the Linux guest's", SizeFigure.MEGABYTES, GUEST, VM);
        ratio(lines, "less memory the VM serves in than the Linux guest", LeastMemoryFigure.LEAST, GUEST, VM);
        ratio(lines, "more requests a second the VM answers than the Linux guest", LoadFigure.KEPT, VM, GUEST);
        ratio(lines, "the same, of a plain server", LoadFigure.KEPT, Service.PLAIN_HTTP, VM, GUEST);
        return lines;
    }

    private void ratio(List<String> lines, String what, String figure, String over, String under) {
        ratio(lines, what, figure, HTTP, over, under);
    }

    private void ratio(List<String> lines, String what, String figure, Service service, String over, String under) {
        var above = results.spread(figure, service, peer(over));
        var below = results.spread(figure, service, peer(under));
        if (above.isPresent() && below.isPresent()) {
            double times = above.get().median() / below.get().median();
            lines.add("| " + what + " | " + String.format(Locale.ROOT, "%.1f", times) + " |");
        }
    }

    private Peer peer(String name) {
        return peers.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
