package dev.demitasse.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.service.SpecReader;
import dev.demitasse.egress.Destination;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where instances reach what services publish. */
final class PlacesTest {
    private static List<String> of(String... listens) {
        var ports = new StringBuilder();
        for (String listen : listens) {
            ports.append("  - {listen: \"").append(listen).append("\", guest: 8080}\n");
        }
        return Places.of(List.of(SpecReader.read("a.yaml", """
                        service: a
                        image: sha256:%s
                        ports:
                        %s""".formatted("0".repeat(64), ports))))
                .getOrDefault("a", List.of())
                .stream()
                .map(Destination::toString)
                .toList();
    }

    @Test
    void what_listens_on_this_host_is_behind_the_router_and_what_no_instance_reaches_is_nowhere() {
        assertThat(of("8080", "0.0.0.0:8081", "[::]:8082"))
                .containsExactly("10.0.2.2:8080", "10.0.2.2:8081", "10.0.2.2:8082");
        assertThat(of("192.0.2.7:443")).containsExactly("192.0.2.7:443");
        assertThat(of("[::1]:8080", "127.0.0.2:8080", "[2001:db8::1]:443")).isEmpty();
    }
}
