package dev.demitasse.images;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key whose signatures are believed, as it is in a file: PEM of an Ed25519 key, with its name and until when it is good
 * in lines before it. Immutable.
 *
 * @param name what it is called here
 * @param key the key itself
 * @param expires when it is good no more
 * @param revoked when it was declared bad; what it has signed at any time is refused then
 */
public record PublicSigningKey(String name, PublicKey key, Optional<Instant> expires, Optional<Instant> revoked) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final String LABEL = "PUBLIC KEY";

    /** Checks the name, which can be a file's. */
    public PublicSigningKey {
        if (!NAME.matcher(name).matches()) {
            throw new ImageException(
                    "\"" + name + "\" is no name of a key: letters, digits, dots, dashes, at most 64 of them, are one");
        }
    }

    /** Its id: the SHA-256 of the key in the form of X.509, in hexadecimal. */
    public String id() {
        return Digests.of(key.getEncoded()).substring("sha256:".length());
    }

    /** The same, declared bad. */
    PublicSigningKey revoked(Instant when) {
        return new PublicSigningKey(name, key, expires, Optional.of(when));
    }

    /** The file's text. */
    public String toText() {
        return "Name: " + name + "\nId: " + id() + "\n"
                + expires.map(when -> "Expires: " + when + "\n").orElse("")
                + revoked.map(when -> "Revoked: " + when + "\n").orElse("")
                + Pem.text(LABEL, key.getEncoded());
    }

    /**
     * Reads such a file; one that another program wrote has no lines.
     *
     * @param source what messages call it
     * @param usualName the name of one that says none
     */
    static PublicSigningKey parse(String source, String text, String usualName) {
        Pem pem = Pem.parse(text)
                .filter(block -> block.label().equals(LABEL))
                .orElseThrow(() -> new ImageException(source + " is no file of a public key: it has no PEM block \""
                        + LABEL + "\", such as demi key export prints"));
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(pem.bytes()));
            return new PublicSigningKey(
                    pem.lines().getOrDefault("Name", usualName), key, time(pem, "Expires"), time(pem, "Revoked"));
        } catch (GeneralSecurityException e) {
            throw new ImageException(source + " holds no Ed25519 key", e);
        } catch (DateTimeException e) {
            throw new ImageException(source + " has a line Expires or Revoked that is no time: " + Reasons.of(e), e);
        }
    }

    private static Optional<Instant> time(Pem pem, String line) {
        return Optional.ofNullable(pem.lines().get(line)).map(Instant::parse);
    }
}
