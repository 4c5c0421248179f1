package dev.demitasse.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How operators write where instances may go. */
final class DestinationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "db.internal:5432",
                "db:1",
                "_tcp.a-b.example:65535/udp",
                "10.1.0.0/16:443",
                "192.0.2.7:53/udp",
                "10.0.2.2:*",
                "0.0.0.0/0:*/udp",
                "service:payments"
            })
    void it_is_written_as_it_is_read(String text) {
        assertThat(Destination.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"DB.Internal:5432, db.internal:5432", "10.1.2.3/32:9/tcp, 10.1.2.3:9"})
    void there_is_one_form_of_each(String text, String form) {
        assertThat(Destination.parse(text)).hasToString(form);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "db.internal            | is no destination such as",
                "db.internal:           | is no destination such as",
                "db.internal:0          | port 0 is not between 1 and 65535",
                "db.internal:65536      | port 65536 is not between 1 and 65535",
                "db.internal:80/sctp    | is no destination such as",
                "10.1.2.3/16:443        | has bits beyond the first 16: write 10.1.0.0/16",
                "10.1.2.0/33:443        | a prefix has at most 32 bits",
                "10.1.2.256:443         | is no IPv4 address",
                "010.1.2.5:443          | is no IPv4 address",
                "1.2.3:443              | is neither a name nor an IPv4 address",
                "127.0.0.1:5432         | this host's own services are at 10.0.2.2",
                "224.0.0.251:5353/udp   | is no address of another host",
                "*.example.com:443      | list each",
                "-a.example.com:443     | is neither a name nor an IPv4 address",
                "[2001:db8::1]:443      | so that no IPv6 address can be reached",
                "2001:db8::/32:443      | so that no IPv6 address can be reached",
                "service:Payments       | is no name of a service",
                "service:payments:80    | all its ports are meant",
                "a b:443                | is no destination such as",
            })
    void what_makes_no_sense_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> Destination.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
