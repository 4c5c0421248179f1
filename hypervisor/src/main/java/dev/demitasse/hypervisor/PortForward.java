package dev.demitasse.hypervisor;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A port of the host whose connections reach a port of the guest. Immutable.
 *
 * @param protocol TCP or UDP
 * @param address the host's address that listens; loopback unless the user asks for another
 * @param hostPort 1 to 65535, or 0 for any that is free
 * @param guestPort 1 to 65535
 */
public record PortForward(Protocol protocol, String address, int hostPort, int guestPort) {
    private static final Pattern TEXT = Pattern.compile(
            "(?:(?<address>\\d{1,3}(?:\\.\\d{1,3}){3}):)?(?:(?<host>\\d{1,9}):)?(?<guest>\\d{1,9})(?:/(?<protocol>tcp|udp))?");

    /** The transport protocols that can be forwarded. */
    public enum Protocol {
        /** Connections. */
        TCP,
        /** Datagrams. */
        UDP;

        /** As QEMU and users write it: {@code tcp}, {@code udp}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the ranges of the ports. */
    public PortForward {
        checkPort(hostPort, 0);
        checkPort(guestPort, 1);
    }

    /**
     * Reads {@code [ADDRESS:][HOST:]GUEST[/tcp|/udp]}; without {@code HOST} the host's port is the guest's.
     *
     * @throws IllegalArgumentException when the text is not of that form or a port is out of range
     */
    public static PortForward parse(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not [ADDRESS:]HOST:GUEST[/udp], such as 8080:80 or 0.0.0.0:8080:80");
        }
        int guest = Integer.parseInt(matcher.group("guest"));
        String host = matcher.group("host");
        String address = matcher.group("address");
        Protocol protocol = "udp".equals(matcher.group("protocol")) ? Protocol.UDP : Protocol.TCP;
        return new PortForward(
                protocol,
                address == null ? "127.0.0.1" : address,
                host == null ? guest : Integer.parseInt(host),
                guest);
    }

    /** The same forward from another port of the host. */
    public PortForward withHostPort(int port) {
        return new PortForward(protocol, address, port, guestPort);
    }

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        String ports = address + ":" + hostPort + ":" + guestPort;
        return protocol == Protocol.UDP ? ports + "/udp" : ports;
    }

    private static void checkPort(int port, int least) {
        if (port < least || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between " + least + " and 65535");
        }
    }
}
