package dev.demitasse.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * The secret half of a signing key in a file that only its owner can read: PKCS #8 (RFC 5958) in PEM, encrypted with a
 * passphrase (PBES2 of RFC 8018) if there is one. Stateless.
 */
final class SecretKeyFile {
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";

    /** Of PBKDF2; OWASP's advice for SHA-256. */
    private static final int ITERATIONS = 600_000;

    private static final int SALT_BYTES = 16;

    private SecretKeyFile() {}

    /** Writes a new file. */
    static void write(Path file, PrivateKey key, Optional<String> passphrase) throws IOException {
        String text = passphrase.isEmpty()
                ? Pem.text(PLAIN, key.getEncoded())
                : Pem.text(ENCRYPTED, encrypted(key.getEncoded(), passphrase.get()));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private static byte[] encrypted(byte[] bytes, String passphrase) throws IOException {
        try {
            var salt = new byte[SALT_BYTES];
            new SecureRandom().nextBytes(salt);
            Cipher cipher = Cipher.getInstance(SCHEME);
            cipher.init(Cipher.ENCRYPT_MODE, key(passphrase), new PBEParameterSpec(salt, ITERATIONS));
            // The file names the scheme PBES2, and its parts as parameters.
            var parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(bytes)).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + SCHEME, e);
        }
    }

    private static java.security.Key key(String passphrase) throws GeneralSecurityException {
        return SecretKeyFactory.getInstance(SCHEME).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
    }

    /** Reads a file; asks for the passphrase only if there is one. */
    static PrivateKey read(Path file, Supplier<String> passphrase) throws IOException {
        Pem pem =
                Pem.parse(Files.readString(file)).orElseThrow(() -> new ImageException(file + " holds no key in PEM"));
        try {
            byte[] bytes = pem.label().equals(ENCRYPTED) ? decrypted(pem.bytes(), passphrase.get(), file) : pem.bytes();
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException e) {
            throw new ImageException(file + " holds no Ed25519 key", e);
        }
    }

    private static byte[] decrypted(byte[] bytes, String passphrase, Path file) throws IOException {
        try {
            var info = new EncryptedPrivateKeyInfo(bytes);
            AlgorithmParameters parameters = info.getAlgParameters();
            Cipher cipher = Cipher.getInstance(parameters.toString());
            cipher.init(Cipher.DECRYPT_MODE, key(passphrase), parameters);
            return cipher.doFinal(info.getEncryptedData());
        } catch (GeneralSecurityException e) {
            throw new ImageException("the passphrase of " + file + " is another", e);
        }
    }
}
