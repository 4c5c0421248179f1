package dev.demitasse.control.service;

import dev.demitasse.toolchain.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the ports of a service. Stateless. */
final class PortReader {
    private static final Pattern LISTEN =
            Pattern.compile("(?:(?<v4>\\d{1,3}(?:\\.\\d{1,3}){3}):|\\[(?<v6>[0-9a-fA-F:.]+)]:)?(?<port>\\d{1,5})");

    private static final Pattern HOST = Pattern.compile("(?:\\*\\.)?[a-z0-9-]+(?:\\.[a-z0-9-]+)*");
    private static final Pattern PATH = Pattern.compile("/|(?:/[!-.0-~]+)+");
    private static final Pattern CERTIFICATE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private PortReader() {}

    static List<PublishedPort> ports(YamlValue list) {
        var ports = new ArrayList<PublishedPort>();
        for (YamlValue item : list.items()) {
            PublishedPort port = port(new SpecReader.Fields(item));
            ports.stream()
                    .flatMap(other -> port.conflict(other).stream())
                    .findFirst()
                    .ifPresent(reason -> {
                        throw item.wrong("port " + port.listen() + " is published twice: " + reason);
                    });
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
        int guest = fields.take("guest")
                .map(value -> Quantity.number(value, 1, 65535))
                .orElse(number);
        PublishedPort.Protocol protocol = fields.take("protocol")
                .map(value -> Quantity.choice(value, PublishedPort.Protocol.class))
                .orElse(PublishedPort.Protocol.TCP);
        var port = new PublishedPort(
                address,
                number,
                guest,
                protocol,
                fields.take("host").map(value -> host(value, protocol)).orElse(PublishedPort.ANY_HOST),
                fields.take("path").map(value -> path(value, protocol)).orElse(PublishedPort.ANY_PATH),
                fields.take("proxy-protocol")
                        .map(value -> Quantity.choice(value, PublishedPort.Proxy.class))
                        .orElse(PublishedPort.Proxy.NONE),
                fields.take("tls").map(value -> certificate(new SpecReader.Fields(value))));
        fields.end();
        return port;
    }

    private static String host(YamlValue value, PublishedPort.Protocol protocol) {
        onlyHttp(value, protocol);
        String host = value.text().toLowerCase(Locale.ROOT);
        if (!host.equals(PublishedPort.ANY_HOST) && !HOST.matcher(host).matches()) {
            throw value.wrong("\"" + value.text() + "\" is no host such as shop.example.com or *.example.com");
        }
        return host;
    }

    private static String path(YamlValue value, PublishedPort.Protocol protocol) {
        onlyHttp(value, protocol);
        if (!PATH.matcher(value.text()).matches()) {
            throw value.wrong("\"" + value.text() + "\" is no path such as /api, from a slash to the end of a segment");
        }
        return value.text();
    }

    private static void onlyHttp(YamlValue value, PublishedPort.Protocol protocol) {
        if (protocol != PublishedPort.Protocol.HTTP) {
            throw value.wrong("requests are told apart on ports with protocol: http only");
        }
    }

    private static String certificate(SpecReader.Fields fields) {
        YamlValue name = fields.needed("certificate", "its name; demi certificate list shows those that there are");
        if (!CERTIFICATE.matcher(name.text()).matches()) {
            throw name.wrong("\"" + name.text() + "\" is no name of a certificate");
        }
        fields.end();
        return name.text();
    }
}
