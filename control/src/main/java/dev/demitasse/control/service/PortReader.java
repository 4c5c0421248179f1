package dev.demitasse.control.service;

import dev.demitasse.toolchain.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the ports of a service. Stateless. */
final class PortReader {
    private static final Pattern LISTEN =
            Pattern.compile("(?:(?<v4>\\d{1,3}(?:\\.\\d{1,3}){3}):|\\[(?<v6>[0-9a-fA-F:.]+)]:)?(?<port>\\d{1,5})");

    private PortReader() {}

    static List<PublishedPort> ports(YamlValue list) {
        var ports = new ArrayList<PublishedPort>();
        for (YamlValue item : list.items()) {
            PublishedPort port = port(new SpecReader.Fields(item));
            if (ports.stream().anyMatch(other -> other.listen().equals(port.listen()))) {
                throw item.wrong("port " + port.listen() + " is published twice");
            }
            ports.add(port);
        }
        if (ports.isEmpty()) {
            throw list.wrong("at least one port is needed, such as {listen: 8080, guest: 8080}");
        }
        return ports;
    }

    private static PublishedPort port(SpecReader.Fields fields) {
        YamlValue listen = fields.needed("listen", "where clients connect, such as 8080 or 0.0.0.0:8080");
        var matcher = LISTEN.matcher(listen.text());
        if (!matcher.matches()) {
            throw listen.wrong("\"" + listen.text() + "\" is no address and port such as 8080 or 0.0.0.0:8080");
        }
        int number = Integer.parseInt(matcher.group("port"));
        if (number < 1 || number > 65535) {
            throw listen.wrong("port " + number + " is not between 1 and 65535");
        }
        String v4 = matcher.group("v4");
        String v6 = matcher.group("v6");
        String address = v4 != null ? v4 : v6 != null ? v6 : "127.0.0.1";
        var port = new PublishedPort(
                address,
                number,
                fields.take("guest")
                        .map(value -> Quantity.number(value, 1, 65535))
                        .orElse(number),
                fields.take("protocol")
                        .map(value -> Quantity.choice(value, PublishedPort.Protocol.class))
                        .orElse(PublishedPort.Protocol.TCP));
        fields.end();
        return port;
    }
}
