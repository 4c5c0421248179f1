package dev.demitasse.hypervisor;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** QEMU's user network: fixed addresses, which spare the guest a DHCP exchange, and forwarded ports. */
public final class UserNetwork {
    /** QEMU manual, section "Using the user mode network stack": guest, router and name server. */
    static final Addressing ADDRESSING =
            new Addressing.Fixed("10.0.2.15/24", Optional.of("10.0.2.2"), List.of("10.0.2.3"));

    private UserNetwork() {}

    /**
     * The forwards with every port 0 replaced by a free one. Another process can still take a port between this check
     * and QEMU's own bind, which then fails with QEMU's message.
     *
     * @throws HypervisorException when a port cannot be had
     */
    public static List<PortForward> claim(List<PortForward> forwards) {
        var claimed = new ArrayList<PortForward>(forwards.size());
        for (PortForward forward : forwards) {
            claimed.add(forward.withHostPort(bindable(forward)));
        }
        return claimed;
    }

    /** Waits, for a while, until ports of a network that is ending can be had again. */
    static void awaitFree(List<PortForward> forwards) throws InterruptedException {
        for (int tries = 0; tries < 100; tries++) {
            try {
                claim(forwards);
                return;
            } catch (HypervisorException e) {
                // Not yet; who needs the port says why it cannot be had.
                Thread.sleep(10);
            }
        }
    }

    private static int bindable(PortForward forward) {
        try {
            var address = new InetSocketAddress(InetAddress.getByName(forward.address()), forward.hostPort());
            return switch (forward.protocol()) {
                case TCP -> {
                    try (var socket = new ServerSocket()) {
                        socket.setReuseAddress(true);
                        socket.bind(address);
                        yield socket.getLocalPort();
                    }
                }
                case UDP -> {
                    try (var socket = new DatagramSocket(address)) {
                        yield socket.getLocalPort();
                    }
                }
            };
        } catch (BindException e) {
            throw new HypervisorException(
                    "port %d on %s cannot be used (%s): stop what listens there, or choose another with -p HOST:%d"
                            .formatted(forward.hostPort(), forward.address(), e.getMessage(), forward.guestPort()),
                    e);
        } catch (IOException e) {
            throw new HypervisorException(
                    "cannot listen on %s:%d: %s".formatted(forward.address(), forward.hostPort(), e.getMessage()), e);
        }
    }
}
