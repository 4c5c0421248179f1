package dev.demitasse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProxyHeaderTest {
    private static final ProxyHeader IPV4 =
            new ProxyHeader(new InetSocketAddress("192.0.2.1", 40000), new InetSocketAddress("192.0.2.2", 80));
    private static final ProxyHeader IPV6 =
            new ProxyHeader(new InetSocketAddress("2001:db8::1", 40000), new InetSocketAddress("2001:db8::2", 80));
    private static final ProxyHeader MIXED =
            new ProxyHeader(new InetSocketAddress("192.0.2.1", 40000), new InetSocketAddress("2001:db8::2", 80));

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }

    private static String hex(ByteBuffer bytes) {
        return HexFormat.of().formatHex(bytes.array(), 0, bytes.limit());
    }

    @Test
    void version_1_is_a_line() {
        assertThat(text(IPV4.bytes(ProxyProtocol.V1))).isEqualTo("PROXY TCP4 192.0.2.1 192.0.2.2 40000 80\r\n");
        assertThat(text(IPV6.bytes(ProxyProtocol.V1)))
                .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 40000 80\r\n");
        assertThat(text(MIXED.bytes(ProxyProtocol.V1)))
                .isEqualTo("PROXY TCP6 ::ffff:192.0.2.1 2001:db8:0:0:0:0:0:2 40000 80\r\n");
    }

    @Test
    void version_2_is_binary() {
        var signature = "0d0a0d0a000d0a515549540a";
        assertThat(hex(IPV4.bytes(ProxyProtocol.V2)))
                .isEqualTo(signature + "2111000c" + "c0000201c0000202" + "9c400050");
        assertThat(hex(MIXED.bytes(ProxyProtocol.V2)))
                .isEqualTo(signature + "21210024" + "00000000000000000000ffffc0000201"
                        + "20010db8000000000000000000000002" + "9c400050");
    }

    @Test
    void none_is_nothing() {
        assertThat(IPV4.bytes(ProxyProtocol.NONE).hasRemaining()).isFalse();
    }
}
