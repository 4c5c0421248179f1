package dev.demitasse.control.service;

import dev.demitasse.toolchain.YamlValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads how the health of a service's instances is checked. Stateless. */
final class HealthReader {
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(2);
    private static final int USUAL_THRESHOLD = 3;

    private HealthReader() {}

    static HealthCheck health(SpecReader.Fields fields, List<PublishedPort> ports) {
        Optional<String> path = fields.take("http").map(HealthReader::path);
        boolean tcp = fields.take("tcp").map(Quantity::truth).orElse(false);
        if (path.isPresent() == tcp) {
            throw fields.wrong("say either http: /path or tcp: true");
        }
        var health = new HealthCheck(
                fields.take("port")
                        .map(value -> guest(value, ports))
                        .orElse(ports.getFirst().guest()),
                path,
                fields.take("interval").map(Quantity::time).orElse(USUAL_INTERVAL),
                fields.take("timeout").map(Quantity::time).orElse(USUAL_TIMEOUT),
                fields.take("threshold")
                        .map(value -> Quantity.number(value, 1, 100))
                        .orElse(USUAL_THRESHOLD));
        fields.end();
        return health;
    }

    private static String path(YamlValue value) {
        if (!value.text().matches("/[!-~]*")) {
            throw value.wrong("\"" + value.text() + "\" is no path such as /health");
        }
        return value.text();
    }

    private static int guest(YamlValue value, List<PublishedPort> ports) {
        int port = Quantity.number(value, 1, 65535);
        if (ports.stream().noneMatch(published -> published.guest() == port)) {
            throw value.wrong("port " + port + " is no guest port of this service: publish it, or check one that is");
        }
        return port;
    }
}
