package dev.demitasse.control;

import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.gateway.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The certificates by which the ports of services end TLS: chains and keys in PEM, by their names. Thread-safe. */
final class Certificates {
    private final PrivateFiles files;

    /** Keys are in memory anyway; a key store wants a password. */
    private final char[] password;

    /** In a directory. */
    Certificates(Path directory) {
        files = new PrivateFiles(directory, "certificate");
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        password = HexFormat.of().formatHex(random).toCharArray();
    }

    /**
     * Keeps one.
     *
     * @param pem the certificate, those up to its root if there are any, and the private key
     * @throws SpecException when a server could not show it, with the mend
     */
    void add(String name, byte[] pem) throws IOException {
        PemChain.parse(pem);
        files.write(name, pem);
    }

    boolean has(String name) {
        return files.has(name);
    }

    List<String> names() throws IOException {
        return files.names();
    }

    void remove(String name) throws IOException {
        files.remove(name);
    }

    /** What is in one. */
    PemChain chain(String name) throws IOException {
        try {
            return PemChain.parse(files.read(name).orElseThrow(() -> new IOException(missing(name))));
        } catch (SpecException e) {
            throw new IOException("the certificate " + name + " is damaged: " + Reason.of(e), e);
        }
    }

    /** What is to be done when there is none of that name. */
    static String missing(String name) {
        return "the certificate " + name + " is missing: demi certificate add " + name + " --chain FILE --key FILE";
    }

    /** What a port shows, of which the client's wish for a host chooses one. */
    TlsIdentity identity(List<String> names) throws IOException {
        return new TlsIdentity(store(names), password);
    }

    /** Another choice for a port. */
    void renew(TlsIdentity identity, List<String> names) throws IOException {
        identity.renew(store(names), password);
    }

    private KeyStore store(List<String> names) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            for (String name : names) {
                PemChain chain = chain(name);
                store.setKeyEntry(name, chain.key(), password, chain.certificates());
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates " + names + " cannot be used: " + Reason.of(e), e);
        }
    }
}
