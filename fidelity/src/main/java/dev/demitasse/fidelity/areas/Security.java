package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.DigestInputStream;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Cryptography: digests, ciphers, signatures, keys, certificates, key stores, random numbers. */
public final class Security {
    private static final byte[] TEXT =
            "The quick brown fox jumps over the lazy dog".getBytes(StandardCharsets.US_ASCII);

    private static final SecretKey AES =
            new SecretKeySpec(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"), "AES");

    private static final char[] PASSWORD = "fidelity".toCharArray();

    private Security() {}

    /** Runs them. */
    public static void run(Checks checks) {
        digests(checks);
        ciphers(checks);
        signatures(checks);
        keys(checks);
        stores(checks);
        random(checks);
    }

    private static String name(String algorithm) {
        return algorithm.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    private static void digests(Checks checks) {
        for (String algorithm : List.of(
                "MD2",
                "MD5",
                "SHA-1",
                "SHA-224",
                "SHA-256",
                "SHA-384",
                "SHA-512",
                "SHA-512/256",
                "SHA3-256",
                "SHA3-512")) {
            checks.check(
                    "digest-" + name(algorithm),
                    () -> MessageDigest.getInstance(algorithm).digest(TEXT));
        }
        checks.check("digest-parts", () -> {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(TEXT, 0, 10);
            MessageDigest copy = (MessageDigest) digest.clone();
            digest.update(TEXT, 10, TEXT.length - 10);
            return List.of(digest.digest(), copy.digest(), digest.getDigestLength());
        });
        checks.check("digest-missing", () -> MessageDigest.getInstance("SHA-9"));
        checks.check("digest-equal", () -> MessageDigest.isEqual(TEXT, TEXT.clone()));
        checks.check("digest-stream", () -> {
            var in = new DigestInputStream(new ByteArrayInputStream(TEXT), MessageDigest.getInstance("SHA-1"));
            in.transferTo(new ByteArrayOutputStream());
            return in.getMessageDigest().digest();
        });
        for (String algorithm : List.of("HmacMD5", "HmacSHA1", "HmacSHA256", "HmacSHA512", "HmacSHA3-256")) {
            checks.check("mac-" + name(algorithm), () -> {
                Mac mac = Mac.getInstance(algorithm);
                mac.init(new SecretKeySpec(TEXT, 0, 20, algorithm));
                return mac.doFinal(TEXT);
            });
        }
        checks.check("mac-no-key", () -> Mac.getInstance("HmacSHA256").doFinal(TEXT));
        checks.check(
                "pbkdf2",
                () -> SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(new PBEKeySpec(PASSWORD, TEXT, 1000, 256))
                        .getEncoded());
        checks.check(
                "hkdf",
                () -> KDF.getInstance("HKDF-SHA256")
                        .deriveData(HKDFParameterSpec.ofExtract()
                                .addIKM(TEXT)
                                .addSalt(new byte[8])
                                .thenExpand(new byte[] {1}, 42)));
    }

    private static byte[] cipher(
            String transformation, int mode, byte[] input, java.security.spec.AlgorithmParameterSpec parameters)
            throws Exception {
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(mode, AES, parameters);
        return cipher.doFinal(input);
    }

    private static void ciphers(Checks checks) {
        for (String mode : List.of("CBC", "CTR", "CFB", "OFB")) {
            checks.check("aes-" + name(mode), () -> {
                String transformation = "AES/" + mode + (mode.equals("CBC") ? "/PKCS5Padding" : "/NoPadding");
                var vector = new IvParameterSpec(new byte[16]);
                byte[] secret = cipher(transformation, Cipher.ENCRYPT_MODE, TEXT, vector);
                return List.of(
                        secret, Arrays.equals(cipher(transformation, Cipher.DECRYPT_MODE, secret, vector), TEXT));
            });
        }
        checks.check("aes-gcm", () -> {
            var vector = new GCMParameterSpec(128, new byte[12]);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, AES, vector);
            cipher.updateAAD(new byte[] {1, 2});
            byte[] secret = cipher.doFinal(TEXT);
            cipher.init(Cipher.DECRYPT_MODE, AES, vector);
            cipher.updateAAD(new byte[] {1, 2});
            return List.of(secret, Arrays.equals(cipher.doFinal(secret), TEXT));
        });
        checks.check("aes-gcm-tampered", () -> {
            var vector = new GCMParameterSpec(128, new byte[12]);
            byte[] secret = cipher("AES/GCM/NoPadding", Cipher.ENCRYPT_MODE, TEXT, vector);
            secret[3] ^= 1;
            return cipher("AES/GCM/NoPadding", Cipher.DECRYPT_MODE, secret, vector);
        });
        checks.check("aes-gcm-reused-vector", () -> {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, AES, new GCMParameterSpec(128, new byte[12]));
            cipher.doFinal(TEXT);
            cipher.init(Cipher.ENCRYPT_MODE, AES, new GCMParameterSpec(128, new byte[12]));
            return "reused";
        });
        checks.check(
                "aes-padding-wrong",
                () -> cipher(
                        "AES/CBC/PKCS5Padding", Cipher.DECRYPT_MODE, new byte[16], new IvParameterSpec(new byte[16])));
        checks.check(
                "aes-block-wrong",
                () -> cipher(
                        "AES/CBC/NoPadding", Cipher.ENCRYPT_MODE, new byte[17], new IvParameterSpec(new byte[16])));
        checks.check("aes-key-wrong", () -> {
            Cipher.getInstance("AES").init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[5], "AES"));
            return "taken";
        });
        checks.check("chacha20-poly1305", () -> {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(new byte[32], "ChaCha20"),
                    new IvParameterSpec(new byte[12]));
            return cipher.doFinal(TEXT);
        });
        checks.check("triple-des", () -> {
            Cipher cipher = Cipher.getInstance("DESede/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(
                            HexFormat.of().parseHex("0123456789abcdeffedcba987654321089abcdef01234567"), "DESede"),
                    new IvParameterSpec(new byte[8]));
            return cipher.doFinal(TEXT);
        });
        checks.check("cipher-missing", () -> Cipher.getInstance("Enigma/ECB/NoPadding"));
        checks.check("cipher-stream", () -> {
            Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, AES);
            return new CipherInputStream(new ByteArrayInputStream(TEXT), cipher).readAllBytes();
        });
        checks.check("cipher-facts", () -> {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, AES);
            return List.of(
                    cipher.getBlockSize(),
                    cipher.getOutputSize(17),
                    cipher.getIV().length,
                    cipher.getProvider().getName(),
                    Cipher.getMaxAllowedKeyLength("AES"));
        });
        checks.check("key-wrap", () -> {
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.WRAP_MODE, AES);
            return cipher.wrap(new SecretKeySpec(new byte[16], "AES"));
        });
    }

    private static KeyPair pair(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        switch (algorithm) {
            case "RSA", "DSA", "DH" -> generator.initialize(2048);
            case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            default -> {}
        }
        return generator.generateKeyPair();
    }

    private static void signatures(Checks checks) {
        for (String algorithm : List.of(
                "SHA256withECDSA", "SHA384withECDSA", "Ed25519", "Ed448", "SHA256withRSA", "RSASSA-PSS", "ML-DSA-65")) {
            checks.check("signature-" + name(algorithm), () -> {
                KeyPair pair = pair(
                        algorithm.endsWith("ECDSA")
                                ? "EC"
                                : algorithm.startsWith("SHA") || algorithm.startsWith("RSA") ? "RSA" : algorithm);
                Signature signature = Signature.getInstance(algorithm);
                if (algorithm.equals("RSASSA-PSS")) {
                    signature.setParameter(new java.security.spec.PSSParameterSpec(
                            "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
                }
                signature.initSign(pair.getPrivate());
                signature.update(TEXT);
                byte[] bytes = signature.sign();
                signature.initVerify(pair.getPublic());
                signature.update(TEXT);
                boolean good = signature.verify(bytes);
                signature.update(TEXT, 1, 5);
                return List.of(good, signature.verify(bytes), pair.getPublic().getFormat());
            });
        }
        checks.check("signature-known", () -> {
            KeyStore store = Tls.store("other.p12");
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign((PrivateKey) store.getKey("other", PASSWORD));
            signature.update(TEXT);
            return MessageDigest.getInstance("SHA-256").digest(signature.sign());
        });
        checks.check("signature-wrong-key", () -> {
            Signature.getInstance("SHA256withRSA").initSign(pair("EC").getPrivate());
            return "taken";
        });
        checks.check("signature-garbage", () -> {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(pair("EC").getPublic());
            return signature.verify(new byte[10]);
        });
        checks.check(
                "signature-uninitialised",
                () -> Signature.getInstance("SHA256withRSA").sign());
    }

    private static void keys(Checks checks) {
        checks.check("rsa-key", () -> {
            RSAPublicKey key = (RSAPublicKey) pair("RSA").getPublic();
            return List.of(key.getModulus().bitLength(), key.getPublicExponent(), key.getAlgorithm());
        });
        checks.check("rsa-cipher", () -> {
            KeyPair pair = pair("RSA");
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
            byte[] secret = cipher.doFinal(TEXT);
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
            return List.of(secret.length, Arrays.equals(cipher.doFinal(secret), TEXT));
        });
        checks.check("ec-key", () -> {
            ECPublicKey key = (ECPublicKey) pair("EC").getPublic();
            return List.of(key.getParams().getOrder().bitLength(), key.getParams(), key.getEncoded().length);
        });
        for (String algorithm : List.of("X25519", "X448", "DH")) {
            checks.check("agreement-" + name(algorithm), () -> {
                KeyPair a = pair(algorithm);
                KeyPair b = a;
                if (algorithm.equals("DH")) {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("DH");
                    generator.initialize(((javax.crypto.interfaces.DHPublicKey) a.getPublic()).getParams());
                    b = generator.generateKeyPair();
                } else {
                    b = pair(algorithm);
                }
                KeyAgreement one = KeyAgreement.getInstance(algorithm.equals("DH") ? "DH" : "XDH");
                one.init(a.getPrivate());
                one.doPhase(b.getPublic(), true);
                KeyAgreement two = KeyAgreement.getInstance(algorithm.equals("DH") ? "DH" : "XDH");
                two.init(b.getPrivate());
                two.doPhase(a.getPublic(), true);
                return Arrays.equals(one.generateSecret(), two.generateSecret());
            });
        }
        checks.check("agreement-ecdh", () -> {
            KeyPair a = pair("EC");
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(a.getPrivate());
            agreement.doPhase(pair("EC").getPublic(), true);
            return agreement.generateSecret().length;
        });
        checks.check("ml-kem", () -> {
            KeyPair pair = pair("ML-KEM-768");
            KEM kem = KEM.getInstance("ML-KEM");
            var encapsulated = kem.newEncapsulator(pair.getPublic()).encapsulate();
            return List.of(
                    encapsulated.encapsulation().length,
                    encapsulated
                            .key()
                            .equals(kem.newDecapsulator(pair.getPrivate()).decapsulate(encapsulated.encapsulation())));
        });
        checks.check("key-factory", () -> {
            KeyPair pair = pair("EC");
            KeyFactory factory = KeyFactory.getInstance("EC");
            return List.of(
                    factory.generatePublic(
                                    new X509EncodedKeySpec(pair.getPublic().getEncoded()))
                            .equals(pair.getPublic()),
                    factory.generatePrivate(
                                    new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded()))
                            .equals(pair.getPrivate()));
        });
        checks.check(
                "key-factory-garbage",
                () -> KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(new byte[] {1, 2, 3})));
        checks.check("key-generator", () -> {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            return List.of(
                    generator.generateKey().getEncoded().length,
                    generator.generateKey().equals(generator.generateKey()));
        });
        checks.check("key-generator-wrong", () -> {
            KeyGenerator.getInstance("AES").init(100);
            return "taken";
        });
        checks.check("curve-missing", () -> {
            KeyPairGenerator.getInstance("EC").initialize(new ECGenParameterSpec("secp111r1"));
            return "taken";
        });
        checks.check("parameters", () -> {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp384r1"));
            return List.of(
                    parameters.getEncoded(),
                    parameters.getParameterSpec(ECGenParameterSpec.class).getName());
        });
        checks.check(
                "providers",
                () -> Arrays.stream(java.security.Security.getProviders())
                        .map(Provider::getName)
                        .filter(n -> List.of("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE")
                                .contains(n))
                        .toList());
        checks.check(
                "provider-services",
                () -> java.security.Security.getAlgorithms("MessageDigest").stream()
                        .sorted()
                        .toList());
        checks.check(
                "security-properties",
                () -> List.of(
                        java.security.Security.getProperty("keystore.type"),
                        java.security.Security.getProperty("ssl.KeyManagerFactory.algorithm"),
                        java.security.Security.getProperty("jdk.tls.disabledAlgorithms")
                                .contains("SSLv3")));
    }

    private static void stores(Checks checks) {
        checks.check("store-read", () -> {
            KeyStore store = Tls.store("server.p12");
            var certificate = (X509Certificate) store.getCertificate("server");
            return List.of(
                    Collections.list(store.aliases()),
                    store.isKeyEntry("server"),
                    certificate.getSubjectX500Principal(),
                    certificate.getSigAlgName(),
                    certificate.getNotAfter(),
                    certificate.getSubjectAlternativeNames(),
                    store.getKey("server", PASSWORD).getAlgorithm());
        });
        checks.check("store-wrong-password", () -> {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (var in = Security.class.getResourceAsStream("/dev/demitasse/fidelity/server.p12")) {
                store.load(in, "wrong".toCharArray());
            }
            return "loaded";
        });
        checks.check("store-write", () -> {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            KeyStore source = Tls.store("server.p12");
            store.setKeyEntry(
                    "copy", source.getKey("server", PASSWORD), PASSWORD, source.getCertificateChain("server"));
            store.setEntry("secret", new KeyStore.SecretKeyEntry(AES), new KeyStore.PasswordProtection(PASSWORD));
            var out = new ByteArrayOutputStream();
            store.store(out, PASSWORD);
            KeyStore again = KeyStore.getInstance("PKCS12");
            again.load(new ByteArrayInputStream(out.toByteArray()), PASSWORD);
            return List.of(
                    again.size(),
                    again.getKey("copy", PASSWORD).equals(source.getKey("server", PASSWORD)),
                    again.getKey("secret", PASSWORD).getEncoded());
        });
        checks.check("store-jks", () -> {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setCertificateEntry("c", Tls.store("server.p12").getCertificate("server"));
            var out = new ByteArrayOutputStream();
            store.store(out, PASSWORD);
            store.load(new ByteArrayInputStream(out.toByteArray()), PASSWORD);
            return store.size() + store.getType();
        });
        checks.check("store-garbage", () -> {
            KeyStore.getInstance("PKCS12").load(new ByteArrayInputStream(new byte[100]), PASSWORD);
            return "loaded";
        });
        checks.check("certificate-pem", () -> {
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + java.util.Base64.getMimeEncoder()
                            .encodeToString(Tls.store("other.p12")
                                    .getCertificate("other")
                                    .getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            certificate.checkValidity();
            certificate.verify(certificate.getPublicKey());
            return List.of(
                    certificate.getIssuerX500Principal(),
                    certificate.getVersion(),
                    certificate.getBasicConstraints(),
                    certificate.getSerialNumber().signum());
        });
        checks.check(
                "certificate-garbage",
                () -> CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream("nonsense".getBytes(StandardCharsets.US_ASCII))));
        checks.check("certificate-path", () -> {
            var certificate = Tls.store("other.p12").getCertificate("other");
            var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
            var parameters = new java.security.cert.PKIXParameters(java.util.Set.of(new java.security.cert.TrustAnchor(
                    (X509Certificate) Tls.store("server.p12").getCertificate("server"), null)));
            parameters.setRevocationEnabled(false);
            return java.security.cert.CertPathValidator.getInstance("PKIX").validate(path, parameters);
        });
    }

    private static void random(Checks checks) {
        checks.check("secure-random", () -> {
            var random = new SecureRandom();
            byte[] a = new byte[32];
            byte[] b = new byte[32];
            random.nextBytes(a);
            random.nextBytes(b);
            return List.of(
                    !Arrays.equals(a, b),
                    random.getAlgorithm(),
                    random.nextInt(10) < 10,
                    random.generateSeed(5).length);
        });
        checks.check(
                "secure-random-strong", () -> SecureRandom.getInstanceStrong().generateSeed(8).length);
        checks.check("secure-random-sha1", () -> {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(42);
            return random.nextLong();
        });
        checks.check(
                "secure-random-drbg", () -> SecureRandom.getInstance("DRBG").nextInt(5) < 5);
        checks.check("secure-random-spread", () -> {
            var random = new SecureRandom();
            int ones = 0;
            for (int i = 0; i < 1000; i++) {
                ones += Long.bitCount(random.nextLong());
            }
            return ones > 31_000 && ones < 33_000;
        });
        checks.check(
                "big-prime",
                () -> BigInteger.probablePrime(256, new SecureRandom()).isProbablePrime(50));
    }
}
