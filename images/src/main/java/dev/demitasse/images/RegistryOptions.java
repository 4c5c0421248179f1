package dev.demitasse.images;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How registries are reached. Immutable.
 *
 * @param plainHttp without TLS; registries of the loopback interface are, unless certificates are named
 * @param certificates a PEM file of certificates that a registry's must lead to, in place of the JDK's
 */
public record RegistryOptions(boolean plainHttp, Optional<Path> certificates) {
    /** The address of a registry of which {@code host} is host and port. */
    URI address(String host) {
        boolean plain = plainHttp || certificates.isEmpty() && isLoopback(host);
        return URI.create((plain ? "http://" : "https://") + host + "/");
    }

    private static boolean isLoopback(String host) {
        return host.matches("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d+)?");
    }

    /** Whom TLS believes; empty for the JDK's usual ones. */
    Optional<SSLContext> tls() {
        return certificates.map(RegistryOptions::tls);
    }

    private static SSLContext tls(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate" + count++, certificate);
            }
            if (count == 0) {
                throw new ImageException(file + " holds no certificates in PEM");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new ImageException("the certificates in " + file + " cannot be read: " + Reasons.of(e), e);
        } catch (GeneralSecurityException e) {
            throw new ImageException(file + " holds no certificates in PEM: " + Reasons.of(e), e);
        }
    }
}
