package dev.demitasse.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.demitasse.fidelity.areas.Tls;
import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Tool;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between an image and other programs, with certificates verified on both sides. */
@Tag("booted")
final class TlsPeersTest {
    @TempDir
    private static Path temporary;

    private static String image = "";
    private static String certificate = "";

    @BeforeAll
    static void build() throws Exception {
        image = Images.process(temporary);
        certificate = Files.writeString(temporary.resolve("server.pem"), pem()).toString();
    }

    private static String pem() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Fidelity.class.getResourceAsStream("server.p12")) {
            store.load(in, "fidelity".toCharArray());
        }
        String text = Base64.getMimeEncoder()
                .encodeToString(store.getCertificate("server").getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void curl_and_openssl_negotiate_TLS_1_3_with_a_server_in_the_guest() throws Exception {
        int port = Tool.freePort();
        try (var server = Demi.shared().start("run", "--rm", "-p", port + ":8443", image, "--", "serve")) {
            server.awaitOutput("serving");
            assertThat(Tool.run(
                            "curl",
                            "-sS",
                            "--fail",
                            "--tlsv1.3",
                            "--cacert",
                            certificate,
                            "--retry",
                            "20",
                            "--retry-all-errors",
                            "--retry-delay",
                            "0",
                            "-w",
                            " %{ssl_verify_result}",
                            "https://localhost:" + port + "/"))
                    .endsWith("from the guest 0");
            String session = Tool.run(
                    "sh",
                    "-c",
                    "echo | openssl s_client -connect 127.0.0.1:" + port
                            + " -tls1_3 -verify_return_error -verify_ip 127.0.0.1 -CAfile " + certificate);
            assertThat(session).contains("New, TLSv1.3", "Verify return code: 0 (ok)");
        }
    }

    @Test
    void the_guests_client_fetches_over_TLS_and_refuses_a_server_it_does_not_trust() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Tls.context("server.p12", "server.p12")));
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = "from the host".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        try {
            // The host's loopback interface, as the guest's network presents it; a name in the server's certificate.
            String uri = "https://10.0.2.2:" + server.getAddress().getPort() + "/";
            assertThat(fetch(uri, "server.p12")).contains("TLSv1.3 from the host");
            assertThat(fetch(uri, "other.p12"))
                    .contains("SSLHandshakeException", "PKIX path building failed")
                    .doesNotContain("from the host");
        } finally {
            server.stop(0);
        }
    }

    private static String fetch(String uri, String trusted) {
        return Demi.shared()
                .succeed("run", "--rm", image, "--", "fetch", uri, trusted)
                .out();
    }
}
