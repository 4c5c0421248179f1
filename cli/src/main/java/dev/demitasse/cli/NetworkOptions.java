package dev.demitasse.cli;

import dev.demitasse.egress.Destination;
import dev.demitasse.hypervisor.Addressing;
import dev.demitasse.hypervisor.Network;
import dev.demitasse.hypervisor.Outbound;
import dev.demitasse.hypervisor.PortForward;
import dev.demitasse.hypervisor.UserNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of {@code demi run} about the network. */
final class NetworkOptions {
    private static final int MOST_PACKETS = 4096;

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "HOST:GUEST",
            description = {
                "Forward a port of this host to a port of the guest; 0 takes any free port. Listens on 127.0.0.1 unless"
                        + " an address stands before it, as in 0.0.0.0:8080:80. Ends in /udp for UDP."
            })
    private List<PortForward> forwards = List.of();

    @Option(
            names = "--network",
            paramLabel = "HOW",
            defaultValue = "user",
            description = "user (no privileges; the default), tap=NAME, bridge=NAME, or none.")
    private String kind = "user";

    @Option(
            names = "--ip",
            paramLabel = "ADDRESS/PREFIX",
            description =
                    "The guest's address on a tap or bridge (default: from DHCP, and for IPv6 from routers); once for"
                            + " each family.")
    private List<String> addresses = List.of();

    @Option(names = "--gateway", paramLabel = "ADDRESS", description = "Its default router; with --ip.")
    private List<String> gateways = List.of();

    @Option(names = "--dns", paramLabel = "ADDRESS", description = "A name server; with --ip.")
    private List<String> nameServers = List.of();

    @Option(
            names = "--egress",
            paramLabel = "DESTINATION",
            split = ",",
            description = {
                "Let the guest open connections to this destination and to no other, such as db.internal:5432,"
                        + " 10.1.0.0/16:443, 192.0.2.7:53/udp; denied is none at all. May be given several times.",
            })
    private List<String> egress = List.of();

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description = "Write all that the guest sends and receives to a file for Wireshark or tcpdump.")
    private Optional<Path> capture = Optional.empty();

    @Option(
            names = "--last-packets",
            paramLabel = "N",
            description = "Have the guest keep the beginnings of its last packets, at most 4096, and tell them when it"
                    + " ends, in a panic too; demi network --pcap writes them.")
    private int lastPackets;

    /** How many packets the guest keeps. */
    int lastPackets() {
        refuse(
                lastPackets < 0 || lastPackets > MOST_PACKETS,
                "--last-packets " + lastPackets + " is not between 0 and " + MOST_PACKETS);
        return lastPackets;
    }

    /** Where frames are written, if anywhere; the file can be. */
    Optional<Path> capture() {
        if (capture.isPresent()) {
            refuse(kind.equals("none"), "--pcap needs a network");
            Path directory = capture.get().toAbsolutePath().getParent();
            if (directory == null || !Files.isWritable(directory)) {
                throw new CommandException("--pcap " + capture.get() + ": cannot write there", ExitStatus.USAGE);
            }
        }
        return capture;
    }

    /** What the guest may reach, if that is restricted. */
    Optional<OutboundRules> rules(Home home) {
        if (egress.isEmpty()) {
            return Optional.empty();
        }
        refuse(!kind.equals("user"), "--egress is for the user network; others have their own firewalls");
        refuse(
                egress.stream().anyMatch(text -> text.startsWith("service:")),
                "--egress knows no services: demi serve does, for services of its own");
        refuse(egress.contains("denied") && egress.size() > 1, "--egress denied leaves no room for destinations");
        try {
            return Optional.of(new OutboundRules(
                    home,
                    egress.stream()
                            .filter(text -> !text.equals("denied"))
                            .map(Destination::parse)
                            .toList()));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--egress " + e.getMessage(), ExitStatus.USAGE);
        }
    }

    /** The network so described, its ports claimed; where nothing is restricted but by its kind. */
    Network network() {
        refuse(!egress.isEmpty(), "--egress is an option of demi run");
        return network(Optional.empty());
    }

    /** The network so described, its ports claimed. */
    Network network(Optional<OutboundRules> rules) {
        if (kind.equals("user")) {
            refuse(!addresses.isEmpty(), "--ip needs --network tap=NAME or bridge=NAME");
            return new Network.User(
                    UserNetwork.claim(forwards),
                    rules.map(OutboundRules::outbound).orElseGet(Outbound.Open::new));
        }
        refuse(
                !forwards.isEmpty(),
                "-p forwards ports of the user network only; with --network " + kind
                        + " connect to the guest's own address");
        if (kind.equals("none")) {
            return new Network.None();
        }
        int equals = kind.indexOf('=');
        String name = kind.substring(equals + 1);
        refuse(equals < 0 || name.isEmpty(), unknown());
        return switch (kind.substring(0, equals)) {
            case "tap" -> new Network.Tap(name, addressing());
            case "bridge" -> new Network.Bridge(name, addressing());
            default -> throw new CommandException(unknown(), ExitStatus.USAGE);
        };
    }

    private String unknown() {
        return "--network " + kind + " is none of user, tap=NAME, bridge=NAME, none";
    }

    private Addressing addressing() {
        Optional<String> address = only(addresses, false, "--ip");
        Optional<String> gateway = only(gateways, false, "--gateway");
        Addressing ipv4 =
                address.isEmpty() ? new Addressing.Dhcp() : new Addressing.Fixed(address.get(), gateway, nameServers);
        Optional<String> address6 = only(addresses, true, "--ip");
        Optional<String> gateway6 = only(gateways, true, "--gateway");
        return address6.isEmpty() ? ipv4 : new Addressing.WithIpv6(ipv4, address6.get(), gateway6);
    }

    private static Optional<String> only(List<String> values, boolean ipv6, String option) {
        List<String> found =
                values.stream().filter(value -> value.contains(":") == ipv6).toList();
        refuse(found.size() > 1, option + " is there twice for " + (ipv6 ? "IPv6" : "IPv4"));
        return found.stream().findFirst();
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new CommandException(message, ExitStatus.USAGE);
        }
    }
}
