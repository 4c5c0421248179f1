package dev.demitasse.control;

import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's certificate, those that lead from it to a root, and its private key, as text (RFC 7468). Immutable; the key
 * belongs to the certificate.
 */
final class PemChain {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final String CERTIFICATE = "CERTIFICATE";

    /** RFC 5208, section 5, not encrypted. */
    private static final String KEY = "PRIVATE KEY";

    private final List<X509Certificate> certificates;
    private final PrivateKey key;

    private PemChain(List<X509Certificate> certificates, PrivateKey key) {
        this.certificates = List.copyOf(certificates);
        this.key = key;
    }

    /**
     * Reads it.
     *
     * @throws SpecException when it is not that, with the mend; nothing of the key is in the message
     */
    static PemChain parse(byte[] pem) {
        var certificates = new ArrayList<X509Certificate>();
        Optional<byte[]> key = Optional.empty();
        Matcher blocks = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        while (blocks.find()) {
            String type = blocks.group(1);
            byte[] der = decode(type, blocks.group(2));
            if (type.equals(CERTIFICATE)) {
                certificates.add(certificate(der));
            } else if (type.equals(KEY) && key.isEmpty()) {
                key = Optional.of(der);
            } else if (type.equals(KEY)) {
                throw new SpecException("there are two private keys: give the one of the certificate");
            } else if (type.endsWith(KEY)) {
                throw new SpecException("the key is a " + type
                        + ", and only a PRIVATE KEY is read: openssl pkcs8 -topk8 -nocrypt -in KEY makes it one");
            }
        }
        if (certificates.isEmpty()) {
            throw new SpecException("there is no certificate: a file in PEM has lines -----BEGIN CERTIFICATE-----");
        }
        X509Certificate server = certificates.getFirst();
        if (server.getNotAfter().toInstant().isBefore(Instant.now())) {
            throw new SpecException("the certificate of " + server.getSubjectX500Principal() + " expired at "
                    + server.getNotAfter().toInstant() + ": renew it");
        }
        byte[] encoded = key.orElseThrow(() ->
                new SpecException("there is no private key: a file in PEM has lines -----BEGIN PRIVATE KEY-----"));
        return new PemChain(certificates, key(encoded, server.getPublicKey()));
    }

    private static byte[] decode(String type, String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SpecException("the " + type + " is no base64: copy the file anew", e);
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new SpecException("a certificate cannot be read: " + Reason.of(e), e);
        }
    }

    private static PrivateKey key(byte[] der, PublicKey belonging) {
        String kind = belonging.getAlgorithm();
        try {
            PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
            var signature = Signature.getInstance(
                    switch (kind) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> kind;
                    });
            byte[] probe = {1, 2, 3};
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(belonging);
            signature.update(probe);
            if (signature.verify(signed)) {
                return key;
            }
        } catch (GeneralSecurityException e) {
            throw new SpecException("the key is none for the certificate's algorithm, " + kind, e);
        }
        throw new SpecException(
                "the key is not the certificate's: give both of one pair, the server's certificate first");
    }

    PrivateKey key() {
        return key;
    }

    /** The server's first. */
    X509Certificate[] certificates() {
        return certificates.toArray(X509Certificate[]::new);
    }

    /** Whose it is. */
    String subject() {
        return certificates.getFirst().getSubjectX500Principal().toString();
    }

    /** Until when it is good. */
    Instant expires() {
        return certificates.getFirst().getNotAfter().toInstant();
    }
}
