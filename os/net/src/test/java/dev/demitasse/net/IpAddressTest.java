package dev.demitasse.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Addresses and their texts. */
class IpAddressTest {
    @Property
    void bytes_and_text_come_back_for_ipv4(@ForAll @Size(4) byte[] bytes) {
        IpAddress address = IpAddress.ofBytes(bytes);
        assertThat(address.bytes()).isEqualTo(bytes);
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        assertThat(address.isIpv4()).isTrue();
    }

    @Property
    void bytes_and_text_come_back_for_ipv6_as_the_jdk_reads_it(@ForAll @Size(16) byte[] bytes)
            throws UnknownHostException {
        bytes[0] |= 1;
        IpAddress address = IpAddress.ofBytes(bytes);
        assertThat(address.bytes()).isEqualTo(bytes);
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(bytes);
    }

    @Example
    void ipv6_text_is_canonical() {
        for (String text : new String[] {
            "::", "::1", "fe80::1", "2001:db8::1:0:0:1", "2001:db8:0:1:1:1:1:1", "1::", "1:2:3:4:5:6:7:8"
        }) {
            assertThat(IpAddress.parse(text)).hasToString(text);
        }
        assertThat(IpAddress.parse("2001:0db8:0:0:1:0:0:1")).hasToString("2001:db8::1:0:0:1");
        assertThat(IpAddress.parse("::ffff:1.2.3.4")).isEqualTo(IpAddress.parse("1.2.3.4"));
    }

    @Example
    void nonsense_is_refused_with_the_text_in_the_message() {
        for (String text : new String[] {
            "",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.256",
            "01.2.3.4",
            "1.2.3.4 ",
            "a.b.c.d",
            ":",
            ":::",
            "1::2::3",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "::1.2.3",
            "1:2:3:4:5:6:7::8:9",
            "-1.2.3.4"
        }) {
            assertThatThrownBy(() -> IpAddress.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + text + "\"");
        }
    }

    @Example
    void kinds_of_addresses_are_told_apart() {
        assertThat(IpAddress.parse("127.1.2.3").isLoopback()).isTrue();
        assertThat(IpAddress.parse("::1").isLoopback()).isTrue();
        assertThat(IpAddress.parse("224.0.0.1").isMulticast()).isTrue();
        assertThat(IpAddress.parse("ff02::1").isMulticast()).isTrue();
        assertThat(IpAddress.parse("10.0.0.1").isMulticast()).isFalse();
        assertThat(IpAddress.parse("169.254.9.9").isLinkLocal()).isTrue();
        assertThat(IpAddress.parse("fe80::1").isLinkLocal()).isTrue();
        assertThat(IpAddress.ANY_IPV4.isAny()).isTrue();
        assertThat(IpAddress.ANY_IPV6.isAny()).isTrue();
    }
}
