package dev.demitasse.control.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators write, and what is said of their mistakes. */
final class SpecReaderTest {
    private static final String FULL = """
            service: shop
            image: "sha256:%s"
            memory: 96M
            egress: open
            arguments: [--name, "a \\"b\\" \\\\ \\u00e9\\nc"]
            environment: {B: "2", A: "x: #y"}
            secrets: {PASSWORD: shop-db}
            ports:
              - {listen: 8080, guest: 80, protocol: http}
              - {listen: "0.0.0.0:9000"}
              - {listen: "[::1]:9001", guest: 80, proxy-protocol: v2}
              - {listen: 443, guest: 80, protocol: http, host: "*.Example.com", path: /a/b, tls: {certificate: shop}}
            scale: {min: 1, max: 9, idle: 90s, concurrency: 7, one-shot: true, warm: 2}
            health: {http: /up, port: 9000, interval: 250ms, timeout: 1s, threshold: 2}
            restart: {delay: 2s, limit: 5m}
            rollout: {strategy: canary, percent: 5, hold: 1h, drain: 90s, deadline: 1500ms, may-change: {
              components: [app, "com.example:*"], packages: [java.util.*, a.B], ports: [9090], drivers: [VirtioNet],
              abilities: [outbound-network], settings: [memory], growth: 1500}}
            limits: {connections: 50, per-instance: 4, waiting: 20, patience: 5s, per-second: 9}
            """.formatted("ab".repeat(32));

    @Test
    void everything_that_can_be_said_is_read() {
        ServiceSpec spec = SpecReader.read("shop.yaml", FULL);
        assertThat(spec.ports())
                .containsExactly(
                        new PublishedPort("127.0.0.1", 8080, 80, PublishedPort.Protocol.HTTP),
                        new PublishedPort("0.0.0.0", 9000, 9000, PublishedPort.Protocol.TCP),
                        new PublishedPort(
                                "::1",
                                9001,
                                80,
                                PublishedPort.Protocol.TCP,
                                PublishedPort.ANY_HOST,
                                PublishedPort.ANY_PATH,
                                PublishedPort.Proxy.V2,
                                Optional.empty()),
                        new PublishedPort(
                                "127.0.0.1",
                                443,
                                80,
                                PublishedPort.Protocol.HTTP,
                                "*.example.com",
                                "/a/b",
                                PublishedPort.Proxy.NONE,
                                Optional.of("shop")));
        assertThat(spec.limits()).isEqualTo(new Limits(50, 4, 20, Duration.ofSeconds(5), 9));
        assertThat(spec.scale()).isEqualTo(new Scale(1, 9, Duration.ofSeconds(90), 7, true, 2));
        assertThat(spec.template().environment()).isEqualTo(Map.of("A", "x: #y", "B", "2"));
        assertThat(spec.template().arguments().getLast()).isEqualTo("a \"b\" \\ é\nc");
        assertThat(spec.rollout().deadline()).isEqualTo(Duration.ofMillis(1500));
        assertThat(spec.rollout().mayChange())
                .contains(new AllowedChanges(
                        List.of("app", "com.example:*"),
                        List.of("java.util.*", "a.B"),
                        List.of(9090),
                        List.of("VirtioNet"),
                        List.of("outbound-network"),
                        List.of("memory"),
                        Optional.of(1500L)));
    }

    @Test
    void what_is_written_is_read_as_equal() {
        ServiceSpec spec = SpecReader.read("shop.yaml", FULL);
        assertThat(SpecReader.read("again", SpecWriter.write(spec))).isEqualTo(spec);
        assertThat(SpecWriter.write(spec))
                .contains("may-change: {\n  components: [\"app\", \"com.example:*\"],\n")
                .endsWith("  growth: 1500}}\n");
        ServiceSpec strict =
                SpecReader.read("strict", "service: s\nimage: i\nports: [{listen: 1}]\nrollout: {may-change: {}}\n");
        assertThat(strict.rollout().mayChange()).isPresent();
        assertThat(SpecReader.read("again", SpecWriter.write(strict))).isEqualTo(strict);
        ServiceSpec least = SpecReader.read("least", "service: s\nimage: i\nports: [{listen: 1}]\n");
        assertThat(SpecReader.read("again", SpecWriter.write(least))).isEqualTo(least);
    }

    @Test
    void destinations_are_read_in_their_order_and_each_once() {
        String list = "egress: [db.internal:5432, \"10.1.0.0/16:443\", 192.0.2.7:53/udp, DB.internal:5432/tcp, a.b:*]";
        ServiceSpec spec = SpecReader.read("shop.yaml", FULL.replace("egress: open", list));
        assertThat(spec.template().egress().destinations().stream().map(Object::toString))
                .containsExactly("db.internal:5432", "10.1.0.0/16:443", "192.0.2.7:53/udp", "a.b:*");
        assertThat(SpecWriter.write(spec)).contains("egress:\n  - \"db.internal:5432\"\n  - \"10.1.0.0/16:443\"\n");
        assertThat(SpecReader.read("again", SpecWriter.write(spec))).isEqualTo(spec);
        assertThat(spec.template().id())
                .isNotEqualTo(SpecReader.read("shop.yaml", FULL).template().id());
    }

    @Test
    void a_template_is_called_as_it_was_before_there_were_lists() {
        assertThat(SpecReader.read("shop.yaml", FULL).template()).asString().endsWith(", egress=OPEN]");
        assertThat(SpecReader.read("shop.yaml", FULL.replace("egress: open\n", ""))
                        .template())
                .asString()
                .endsWith(", egress=DENIED]");
    }

    @Test
    void templates_differ_when_instances_would_and_only_then() {
        ServiceSpec spec = SpecReader.read("shop.yaml", FULL);
        ServiceSpec scaled = spec.withScale(Scale.fixed(2));
        assertThat(scaled.template().id()).isEqualTo(spec.template().id());
        ServiceSpec other = SpecReader.read("shop.yaml", FULL.replace("B: \"2\"", "B: \"3\""));
        assertThat(other.template().id()).isNotEqualTo(spec.template().id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Shop                  | service: shop       | 1:10: "Shop" is no name
            memory: lots          | memory: 96M         | 3:9: "lots" is no size such as 64M or 1G
            colour: red           | memory: 96M         | 3:9: there is no key "colour" here
            egress: maybe         | egress: open        | 4:9: "maybe" is none of denied, open, and no list of destinations such as [db.internal:5432]
            egress: []            | egress: open        | 4:9: the list is empty: write "egress: denied"
            egress: [a.b]         | egress: open        | 4:10: "a.b" is no destination such as db.internal:5432
            egress: [a.b:1, "::1:1"] | egress: open     | 4:17: "::1:1" is no destination such as
            listen: 80800,        | listen: 8080,       | 9:14: port 80800 is not between 1 and 65535
            listen: web,          | listen: 8080,       | 9:14: "web" is no address and port
            host: "a b"           | host: "*.Example.com" | 12:52: "a b" is no host such as
            path: a/              | path: /a/b          | 12:75: "a/" is no path such as /api
            certificate: ../key   | certificate: shop   | 12:100: "../key" is no name of a certificate
            443, guest: 80        | 443, guest: 80, protocol: http | 12:36: requests are told apart on ports with
            8080, protocol: http  | 443, guest: 80, protocol: http, host: "*.Example.com", path: /a/b | 12:5: port 127.0.0.1:8080 is published twice: all who share a port say tls, or none
            max: 0,               | max: 9,             | 13:22: "0" is no number between 1 and 1000
            min: 10               | min: 1              | 13:23: max is 9 and less than min, which is 10
            idle: soon            | idle: 90s           | 13:31: "soon" is no time such as 500ms, 30s or 5m
            port: 7               | port: 9000          | 14:27: port 7 is no guest port of this service
            waiting: many         | waiting: 20         | 19:53: "many" is no number between 0 and 1000000
            patience: 0s          | patience: 5s        | 19:67: whoever wakes a service must be allowed to wait
            proxy-protocol: v3    | proxy-protocol: v2  | 11:55: "v3" is none of none, v1, v2
            strategy: yolo        | strategy: canary    | 16:21: "yolo" is none of rolling, recreate, canary
            packages: [..]        | packages: [java.util.*, a.B] | 17:50: ".." is no package or class such as
            abilities: [flying]   | abilities: [outbound-network] | 18:15: "flying" is none of outbound-network, reflection
            growth: some          | growth: 1500        | 18:62: "some" is no size such as 0, 64K or 1M
            """)
    void a_mistake_is_named_with_file_line_column_and_mend(String wrong, String right, String complaint) {
        String replacement = right.equals("service: shop") ? "service: " + wrong : wrong;
        String text = FULL.replace(right, replacement);
        assertThat(text).isNotEqualTo(FULL);
        assertThatThrownBy(() -> SpecReader.read("shop.yaml", text))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("shop.yaml:" + complaint);
    }

    @Test
    void what_is_needed_is_asked_for() {
        assertThatThrownBy(() -> SpecReader.read("s.yaml", "image: i\n"))
                .hasMessage("s.yaml:1:1: \"service\" is missing: the service's name");
        assertThatThrownBy(() -> SpecReader.read("s.yaml", "")).hasMessageStartingWith("s.yaml:1:1: the file is empty");
        assertThatThrownBy(() -> SpecReader.read("s.yaml", "service: [\n")).hasMessageStartingWith("s.yaml:2:1: ");
    }

    /** Each key of the schema is one that the reader takes, and the other way round: what it does not take, it lists. */
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "scale,'{max: 1, KEY: 1}'",
        "ports,'[{listen: 2, KEY: 1}]'",
        "health,'{tcp: true, KEY: 1}'",
        "limits,{KEY: 1}",
        "restart,{KEY: 1}",
        "rollout,{KEY: 1}",
        "rollout/may-change,{KEY: 1}"
    })
    void the_published_schema_has_the_keys_that_are_read(String under, String value) throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("../docs/service.schema.json").toFile());
        JsonNode node = schema;
        for (String key : under.isEmpty() ? new String[0] : under.split("/")) {
            node = node.path("properties").path(key);
        }
        node = node.has("items") ? node.path("items") : node;
        var published = new TreeSet<String>();
        node.path("properties").fieldNames().forEachRemaining(published::add);
        String start = "service: s\nimage: i\n" + (under.equals("ports") ? "" : "ports: [{listen: 1}]\n");
        String nested = under.replace("/", ": {") + ": " + value + "}".repeat(under.split("/").length - 1);
        String text = under.isEmpty() ? start + "KEY: 1\n" : start + nested + "\n";
        assertThat(published).isNotEmpty();
        assertThatThrownBy(() -> SpecReader.read("s", text))
                .hasMessageEndingWith("there is no key \"KEY\" here; there are " + String.join(", ", published));
    }
}
