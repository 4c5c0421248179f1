package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PortForwardTest {
    @ParameterizedTest
    @CsvSource({
        "8080:80,           127.0.0.1:8080:80",
        "80,                127.0.0.1:80:80",
        "0:80,              127.0.0.1:0:80",
        "0.0.0.0:8080:80,   0.0.0.0:8080:80",
        "53:53/udp,         127.0.0.1:53:53/udp",
        "8080:80/tcp,       127.0.0.1:8080:80",
    })
    void each_form_is_read(String text, String normal) {
        assertThat(PortForward.parse(text)).hasToString(normal);
        assertThat(PortForward.parse(normal)).isEqualTo(PortForward.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", ":80", "80:", "80:80:80", "80:80/sctp", "80,hostfwd=tcp::1-:1"})
    void other_forms_are_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortForward.parse(text))
                .withMessageContaining("is not [ADDRESS:]HOST:GUEST");
    }

    @Test
    void ports_out_of_range_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortForward.parse("80800:80"))
                .withMessage("port 80800 is not between 0 and 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortForward.parse("80:0"))
                .withMessage("port 0 is not between 1 and 65535");
    }
}
