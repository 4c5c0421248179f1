package dev.demitasse.egress;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somewhere that instances may reach: {@code db.internal:5432}, {@code 10.1.0.0/16:443}, {@code 192.0.2.7:53/udp}; the port
 * {@code *} is any. {@code service:payments} is another service of the same control plane. Immutable.
 *
 * @param place a name, addresses or a service
 * @param port 1 to 65535, or {@link #ANY_PORT}
 * @param protocol TCP unless it says otherwise
 */
public record Destination(Place place, int port, Protocol protocol) {
    /** Stands for all ports. */
    public static final int ANY_PORT = 0;

    private static final String SERVICE = "service:";

    private static final Pattern SERVICE_NAME = Pattern.compile("[a-z]([a-z0-9-]{0,38}[a-z0-9])?");

    private static final Pattern TEXT =
            Pattern.compile("(?<place>[^:\\s]+):(?<port>\\*|\\d{1,5})(?:/(?<protocol>tcp|udp))?");
    private static final Pattern ADDRESSES =
            Pattern.compile("(?<address>\\d{1,3}(?:\\.\\d{1,3}){3})(?:/(?<length>\\d{1,2}))?");

    /** RFC 1123, section 2.1, with the underscore that names of services inside networks have. */
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");

    /** A name, addresses or a service. */
    public sealed interface Place {}

    /** Whatever addresses DNS, or the host's own table, tells of a name, which is in small letters. */
    public record Name(String name) implements Place {
        @Override
        public String toString() {
            return name;
        }
    }

    /** All ports of a service, wherever they are published at the time. */
    public record Service(String name) implements Place {
        @Override
        public String toString() {
            return SERVICE + name;
        }
    }

    /**
     * The IPv4 addresses that begin with the same bits.
     *
     * @param address the first of them
     * @param length how many bits they have in common, 0 to 32
     */
    public record Prefix(int address, int length) implements Place {
        boolean contains(int other) {
            return length == 0 || (other ^ address) >>> (32 - length) == 0;
        }

        @Override
        public String toString() {
            return length == 32 ? Ipv4.text(address) : Ipv4.text(address) + "/" + length;
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with what is wrong and how it should be, when it makes no sense
     */
    public static Destination parse(String text) {
        if (text.startsWith(SERVICE)) {
            return service(text, text.substring(SERVICE.length()));
        }
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no destination such as db.internal:5432,"
                    + " 10.1.0.0/16:443 or 192.0.2.7:53/udp"
                    + (text.indexOf(':') != text.lastIndexOf(':')
                            ? "; the network of instances is IPv4, so that no IPv6 address can be reached"
                            : ""));
        }
        String port = matcher.group("port");
        int number = port.equals("*") ? ANY_PORT : Integer.parseInt(port);
        if (!port.equals("*") && (number < 1 || number > 65535)) {
            throw new IllegalArgumentException("\"" + text + "\": port " + port + " is not between 1 and 65535");
        }
        return new Destination(
                place(text, matcher.group("place")),
                number,
                "udp".equals(matcher.group("protocol")) ? Protocol.UDP : Protocol.TCP);
    }

    private static Destination service(String text, String name) {
        if (!SERVICE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + text + "\": \"" + name
                    + "\" is no name of a service; all its ports are meant, so that none is written");
        }
        return new Destination(new Service(name), ANY_PORT, Protocol.TCP);
    }

    private static Place place(String text, String place) {
        var addresses = ADDRESSES.matcher(place);
        if (addresses.matches()) {
            return prefix(text, addresses.group("address"), addresses.group("length"));
        }
        if (!NAME.matcher(place).matches() || place.matches("[0-9.]+")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\": \"" + place + "\" is neither a name nor an IPv4 address"
                            + (place.startsWith("*") ? "; names with a star are not known in advance: list each" : ""));
        }
        return new Name(place.toLowerCase(Locale.ROOT));
    }

    private static Prefix prefix(String text, String address, @Nullable String length) {
        int bits = length == null ? 32 : Integer.parseInt(length);
        int value = 0;
        for (String part : address.split("\\.")) {
            int octet = Integer.parseInt(part);
            if (octet > 255 || part.length() > 1 && part.startsWith("0")) {
                throw new IllegalArgumentException("\"" + text + "\": " + address + " is no IPv4 address");
            }
            value = value << 8 | octet;
        }
        if (bits > 32) {
            throw new IllegalArgumentException("\"" + text + "\": a prefix has at most 32 bits");
        }
        if (bits < 32 && value << bits != 0) {
            throw new IllegalArgumentException("\"" + text + "\": " + address + " has bits beyond the first " + bits
                    + ": write " + Ipv4.text(bits == 0 ? 0 : value & -1 << (32 - bits)) + "/" + bits);
        }
        if (bits == 32 && !Ipv4.isUnicast(value)) {
            throw new IllegalArgumentException("\"" + text + "\": " + address + " is no address of another host"
                    + (value >>> 24 == 127 ? "; this host's own services are at " + Ipv4.text(Ipv4.HOST) : ""));
        }
        return new Prefix(value, bits);
    }

    /** Whether it is about this port. */
    boolean covers(Protocol other, int otherPort) {
        return protocol == other && (port == ANY_PORT || port == otherPort);
    }

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        if (place instanceof Service) {
            return place.toString();
        }
        return place + ":" + (port == ANY_PORT ? "*" : Integer.toString(port))
                + (protocol == Protocol.UDP ? "/udp" : "");
    }
}
