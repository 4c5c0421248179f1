package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.TcpConnection;
import dev.demitasse.net.core.PacketRing;

/**
 * What the network tells the host when it asks: events {@code report interface|connection|counter …}, and the last packets if
 * they are kept. Fields are separated by blanks; {@code InstanceReport}, on the host, reads them. Stateless.
 */
final class NetworkReport {
    private NetworkReport() {}

    /** Has a stack tell when it is asked, and the last packets at its end, orderly or not. */
    static void arrange(NetworkStack stack) {
        Kernel.onReport(() -> tell(stack));
        PacketRing ring = stack.livePackets().orElse(null);
        if (ring != null) {
            Kernel.tellInPanic(new PacketLines(ring));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> tellPackets(stack), "last packets"));
        }
    }

    private static void tell(NetworkStack stack) {
        for (Interface each : stack.interfaces()) {
            var line = new StringBuilder("interface ").append(each.name());
            line.append(each.up() ? " up " : " down ").append(each.mtu());
            for (InterfaceAddress own : each.addresses()) {
                line.append(' ').append(own);
            }
            event(line.toString());
        }
        for (TcpConnection each : stack.connections()) {
            event("connection " + each.local() + ' ' + each.remote() + ' ' + each.state() + ' '
                    + each.smoothedRoundTrip() + ' ' + each.congestionWindow() + ' ' + each.inFlight() + ' '
                    + each.retransmissions() + ' ' + each.segmentSize() + ' ' + each.toSend() + ' ' + each.toRead());
        }
        stack.counters().show((name, value) -> {
            if (value != 0) {
                event("counter " + name + ' ' + value);
            }
        });
        tellPackets(stack);
    }

    private static void tellPackets(NetworkStack stack) {
        PacketRing ring = stack.packets().orElse(null);
        if (ring != null) {
            Kernel.tell(new PacketLines(ring));
        }
    }

    private static void event(String text) {
        Kernel.event("report", text);
    }
}
