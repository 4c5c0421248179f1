package dev.demitasse.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.control.ControlPlane;
import dev.demitasse.control.StateFolder;
import dev.demitasse.control.observe.Recorder;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in at a control plane that others reach, over TLS. */
final class SecureSessionTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    /** A key for this machine, by the JDK's keytool. */
    private KeyStore key() throws Exception {
        Path file = folder.resolve("key.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD,
                        "-dname",
                        "CN=here",
                        "-ext",
                        "san=ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static HttpClient trusting(KeyStore store) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void over_tls_the_cookie_is_never_sent_without_it() throws Exception {
        KeyStore store = key();
        var tokens = new Tokens(folder.resolve("tokens.json"));
        String token = tokens.issue("ann", Role.VIEWER, Optional.empty()).token();
        var access = new Access(tokens, new Sessions(folder.resolve("sessions.json"), tokens));
        var options = new ApiServer.Options(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(new ApiServer.Keys(store, PASSWORD)));
        try (var plane = new ControlPlane(StateFolder.take(folder.resolve("state")), target -> {
                    throw new IllegalStateException("nothing runs here");
                });
                var recorder = new Recorder(plane, folder.resolve("measured.gz"));
                var api = ApiServer.start(
                        options, access, folder.resolve("audit.jsonl"), new ApiRoutes(plane, access, recorder));
                var http = trusting(store)) {
            plane.begin();
            HttpResponse<String> begun = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "https://127.0.0.1:" + api.address().getPort() + "/v1/session"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + token + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(begun.statusCode()).isEqualTo(201);
            assertThat(begun.headers().firstValue("Set-Cookie"))
                    .get()
                    .asString()
                    .endsWith("; Secure");
        }
    }
}
