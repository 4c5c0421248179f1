package dev.demitasse.net.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An Ethernet switch in the simulation, which learns where hardware addresses are, as bridges do. One thread. */
public final class Switch {
    private final Simulation simulation;
    private final int mtu;
    private final List<Link> ports = new ArrayList<>();
    private final Map<Long, Integer> learned = new HashMap<>();

    /** A switch without hosts. */
    public Switch(Simulation simulation, int mtu) {
        this.simulation = simulation;
        this.mtu = mtu;
    }

    /** A wire to one host more, which is at its {@linkplain Link#end end} 0. */
    public Link connect() {
        int port = ports.size();
        Link link = Link.toSwitch(simulation, mtu, port + 1, frame -> pass(frame, port));
        ports.add(link);
        return link;
    }

    private void pass(byte[] frame, int from) {
        learned.put(address(frame, 6), from);
        Integer known = learned.get(address(frame, 0));
        boolean group = (frame[0] & 1) != 0;
        if (known != null && !group) {
            if (known != from) {
                ports.get(known).fromSwitch(frame);
            }
            return;
        }
        for (int port = 0; port < ports.size(); port++) {
            if (port != from) {
                ports.get(port).fromSwitch(frame.clone());
            }
        }
    }

    private static long address(byte[] frame, int at) {
        return (long) Frames.unsignedShort(frame, at) << 32 | Frames.number(frame, at + 2) & 0xffff_ffffL;
    }
}
