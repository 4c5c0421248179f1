package dev.demitasse.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlEventTest {
    @Test
    void each_event_of_the_contract_is_read() {
        assertThat(ControlEvent.parse("demi boot")).contains(new ControlEvent.Boot());
        assertThat(ControlEvent.parse("demi main")).contains(new ControlEvent.Main());
        assertThat(ControlEvent.parse("demi network")).contains(new ControlEvent.Network());
        assertThat(ControlEvent.parse("demi listening 8080")).contains(new ControlEvent.Listening(8080));
        assertThat(ControlEvent.parse("demi exit 255")).contains(new ControlEvent.Exit(255));
        assertThat(ControlEvent.parse("demi killed 31")).contains(new ControlEvent.Killed(31));
        assertThat(ControlEvent.parse("demi panic out of frames")).contains(new ControlEvent.Panic("out of frames"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demi",
                "boot",
                "demi unknown",
                "demi listening",
                "demi listening 65536",
                "demi listening -1",
                "demi listening 99999999999999",
                "demi exit 256",
                "demi exit x",
                "demi killed 65",
            })
    void what_is_not_of_the_contract_is_no_event(String line) {
        assertThat(ControlEvent.parse(line)).isEmpty();
    }

    @Test
    void a_panic_cannot_send_escape_sequences_to_the_terminal() {
        assertThat(ControlEvent.parse("demi panic \u001b[2J")).contains(new ControlEvent.Panic("?[2J"));
    }
}
