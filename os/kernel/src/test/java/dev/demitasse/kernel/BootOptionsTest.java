package dev.demitasse.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootOptionsTest {
    @Test
    void reads_every_key() {
        BootOptions options = BootOptions.parse(
                "console=ttyS0 demi.env=A=1 demi.env=B= demi.prop=user.timezone=Europe/Oslo"
                        + " demi.arg=first demi.arg=second demi.ip=10.0.2.15/24 demi.gateway=10.0.2.2 demi.dns=10.0.2.3"
                        + " demi.ip6=2001:db8::5/64 demi.gateway6=fe80::1 demi.ip6-key=00ff"
                        + " demi.dns=1.1.1.1 demi.hostname=cup demi.last-packets=256 demi.ntp=time.example demi.ntp=10.0.2.4 demi.clock=17 demi.colour=blue");

        assertThat(options.environment())
                .containsEntry("A", "1")
                .containsEntry("B", "")
                .hasSize(2);
        assertThat(options.properties())
                .containsEntry("user.timezone", "Europe/Oslo")
                .hasSize(1);
        assertThat(options.arguments()).containsExactly("first", "second");
        assertThat(options.ip()).contains("10.0.2.15/24");
        assertThat(options.gateway()).contains("10.0.2.2");
        assertThat(options.ip6()).contains("2001:db8::5/64");
        assertThat(options.gateway6()).contains("fe80::1");
        assertThat(options.ip6Key()).contains("00ff");
        assertThat(options.dns()).containsExactly("10.0.2.3", "1.1.1.1");
        assertThat(options.hostname()).contains("cup");
        assertThat(options.ntp()).containsExactly("time.example", "10.0.2.4");
        assertThat(options.lastPackets()).isEqualTo(256);
        assertThat(options.unknown()).containsExactly("colour");
    }

    @Test
    void keeps_no_packets_for_what_is_no_number_and_no_more_than_memory_allows() {
        assertThat(BootOptions.parse("demi.last-packets=many").lastPackets()).isZero();
        assertThat(BootOptions.parse("demi.last-packets=-1").lastPackets()).isZero();
        assertThat(BootOptions.parse("demi.last-packets=9999999999").lastPackets())
                .isEqualTo(4096);
    }

    @Test
    void decodes_spaces_and_letters_beyond_ascii() {
        assertThat(BootOptions.parse("demi.arg=two%20words demi.arg=%C3%A9t%C3%A9 demi.arg=%25")
                        .arguments())
                .containsExactly("two words", "été", "%");
    }

    @Test
    void lets_a_broken_escape_stand_for_itself() {
        assertThat(BootOptions.decode("100% of %zz and %4")).isEqualTo("100% of %zz and %4");
    }

    @Test
    void lets_the_later_value_win_and_keeps_an_argument_that_is_empty() {
        BootOptions options =
                BootOptions.parse("demi.env=A=compiled demi.ip=dhcp demi.arg= demi.env=A=told demi.ip=10.1.1.1/8");

        assertThat(options.environment()).containsEntry("A", "told");
        assertThat(options.ip()).contains("10.1.1.1/8");
        assertThat(options.arguments()).containsExactly("");
    }

    @Test
    void is_empty_for_an_empty_line() {
        BootOptions options = BootOptions.parse("");

        assertThat(options.arguments()).isEmpty();
        assertThat(options.environment()).isEmpty();
        assertThat(options.ip()).isEmpty();
    }
}
