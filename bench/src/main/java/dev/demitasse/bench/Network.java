package dev.demitasse.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The network of the measurements. The benchmark itself runs in a namespace of its own, as the client. Guests are on taps
 * there; what uses Linux's TCP is in a second namespace, behind a pair of virtual Ethernet devices. Either way a frame
 * crosses one link, and both ends are on this machine. Stateless.
 */
final class Network {
    /** The address of every guest, on {@link #TAP}; the client is 10.77.0.1. */
    static final String GUEST = "10.77.0.2";

    /** The address of our process, on {@link #PROCESS_TAP}; the client is 10.79.0.1. */
    static final String PROCESS = "10.79.0.2";

    /** The address of the other servers. */
    static final String SERVER = "10.78.0.2";

    /** The tap that guests are connected to. */
    static final String TAP = "tap0";

    /** The tap of the process: QEMU leaves its own set up for the offloads that it does. */
    static final String PROCESS_TAP = "tap1";

    private final String servers;
    private final String outside;

    /**
     * The network.
     *
     * @param servers the name of the namespace of its server side
     * @param outside the path of the namespace in which this machine reaches others
     */
    Network(String servers, String outside) {
        this.servers = servers;
        this.outside = outside;
    }

    /** Where Linux keeps the namespace of the servers. */
    String serversPath() {
        return "/run/netns/" + servers;
    }

    /** A command, run among the servers; it keeps its process id. */
    List<String> amongServers(List<String> command) {
        return in(serversPath(), command);
    }

    /** A command that reaches other machines, for what has to be fetched. */
    List<String> outside(String... command) {
        return in(outside, List.of(command));
    }

    private static List<String> in(String namespace, List<String> command) {
        var whole = new ArrayList<>(List.of("nsenter", "--net=" + namespace));
        whole.addAll(command);
        return whole;
    }
}
