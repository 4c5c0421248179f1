package dev.demitasse.cli;

import dev.demitasse.hypervisor.Instance;
import dev.demitasse.hypervisor.InstanceFiles;
import dev.demitasse.hypervisor.InstanceReport;
import dev.demitasse.hypervisor.Instances;
import dev.demitasse.hypervisor.LastPackets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code demi network}. */
@Command(
        name = "network",
        description =
                "Show what an instance's network does: addresses, TCP connections, counters. With --pcap, write its"
                        + " last packets, of one that has ended, too.",
        footer = {
            "",
            "Examples:",
            "  demi network hello-http",
            "  demi run -d --last-packets 256 app.jar",
            "  demi network app --pcap last.pcap"
        })
final class NetworkCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Parameters(paramLabel = "INSTANCE", description = "An instance's name, or the beginning of its id.")
    private String name = "";

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Write the last packets, which demi run --last-packets has the guest keep.")
    private Optional<Path> pcap = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        InstanceStore store = Home.ofUser().instances();
        Path directory = store.directory(store.find(name));
        Instance instance = Instances.find(directory);
        if (instance.isAlive()) {
            InstanceReport report = instance.report(LIMIT)
                    .orElseThrow(() -> new CommandException(
                            name + " does not answer within " + LIMIT.toSeconds()
                                    + " s: is it paused, or its image of a version before demi network?",
                            ExitStatus.FAILURE));
            if (output.isJson()) {
                System.out.println(Json.write(report));
            } else if (pcap.isEmpty()) {
                print(report);
            }
        } else if (pcap.isEmpty()) {
            throw new CommandException(name + " has ended; --pcap writes its last packets", ExitStatus.FAILURE);
        }
        if (pcap.isPresent()) {
            byte[] file = LastPackets.pcap(new InstanceFiles(directory));
            if (file.length == 0) {
                throw new CommandException(
                        name + " has told no packets: start it with demi run --last-packets N", ExitStatus.FAILURE);
            }
            Files.write(pcap.get(), file);
        }
        return ExitStatus.OK;
    }

    private static void print(InstanceReport report) {
        var interfaces = new Table("INTERFACE", "STATE", "MTU", "ADDRESSES");
        for (InstanceReport.Interface each : report.interfaces()) {
            interfaces.row(
                    each.name(),
                    each.up() ? "up" : "down",
                    Long.toString(each.mtu()),
                    String.join(" ", each.addresses()));
        }
        interfaces.print(System.out);
        System.out.println();
        var connections =
                new Table("LOCAL", "REMOTE", "STATE", "RTT", "WINDOW", "IN FLIGHT", "SENT AGAIN", "TO SEND", "TO READ");
        for (InstanceReport.Connection each : report.connections()) {
            connections.row(
                    each.local(),
                    each.remote(),
                    each.state(),
                    String.format(Locale.ROOT, "%.1f ms", each.roundTripMicros() / 1e3),
                    Long.toString(each.congestionWindow()),
                    Long.toString(each.inFlight()),
                    Long.toString(each.retransmissions()),
                    Long.toString(each.toSend()),
                    Long.toString(each.toRead()));
        }
        connections.print(System.out);
        System.out.println();
        var counters = new Table("COUNTER", "VALUE");
        report.counters().forEach((counter, value) -> counters.row(counter, Long.toString(value)));
        counters.print(System.out);
    }
}
