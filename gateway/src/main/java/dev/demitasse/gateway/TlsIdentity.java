package dev.demitasse.gateway;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that published ports show, chosen by the name that the client asks for, and renewed while connections
 * are served. Safe for use by several threads.
 */
public final class TlsIdentity {
    private final SSLContext context;
    private volatile Certificates certificates;

    /**
     * Makes an identity.
     *
     * @param store keys with their certificates
     * @param password what the keys are protected with
     * @throws IllegalArgumentException if the keys can't be read
     */
    public TlsIdentity(KeyStore store, char[] password) {
        certificates = new Certificates(0, keyManager(store, password), names(store), null);
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Renewable()}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK offers no TLS", e);
        }
    }

    /**
     * Replaces the certificates for handshakes that begin from now on; connections that are there stay.
     *
     * @param store keys with their certificates
     * @param password what the keys are protected with
     * @throws IllegalArgumentException if the keys can't be read; the old ones stay
     */
    public synchronized void renew(KeyStore store, char[] password) {
        var old = certificates;
        certificates = new Certificates(
                old.generation() + 1,
                keyManager(store, password),
                names(store),
                new Certificates(old.generation(), old.keys(), old.names(), null));
    }

    SSLContext context() {
        return context;
    }

    private static X509ExtendedKeyManager keyManager(KeyStore store, char[] password) {
        try {
            check(store, password);
            // This one looks at the name that the client asks for (SNI, RFC 6066 section 3), which SunX509 does not.
            var factory = KeyManagerFactory.getInstance("NewSunX509");
            factory.init(store, password);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the keys of the TLS certificates can't be read: " + e.getMessage(), e);
        }
    }

    private static List<CertifiedNames> names(KeyStore store) {
        try {
            var names = new ArrayList<CertifiedNames>();
            for (var alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    names.add(CertifiedNames.of(certificate));
                }
            }
            return List.copyOf(names);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a key store that was read has no aliases", e);
        }
    }

    /** Reads each key, which a key manager of this kind only does when it needs one, and then without a word. */
    private static void check(KeyStore store, char[] password) throws GeneralSecurityException {
        boolean found = false;
        for (var alias : Collections.list(store.aliases())) {
            found |= store.isKeyEntry(alias) && store.getKey(alias, password) != null;
        }
        if (!found) {
            throw new KeyStoreException("there is none");
        }
    }

    /** One set of keys, and the one before, which handshakes may have begun with. */
    private record Certificates(
            int generation,
            X509ExtendedKeyManager keys,
            List<CertifiedNames> names,
            @Nullable Certificates before) {
        boolean include(String host) {
            return names.stream().anyMatch(one -> one.include(host));
        }
    }

    /** Names keys by their generation, so that a handshake ends with the one it began with. */
    private final class Renewable extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            var now = certificates;
            var chosen = now.keys().chooseEngineServerAlias(type, issuers, engine);
            var session = engine == null ? null : engine.getHandshakeSession();
            return chosen == null || isOfAnother(now, chosen, session) ? null : named(now, chosen);
        }

        /**
         * Whether the certificate is not for the host that the client asks for, and another one is: we are asked for each
         * algorithm by itself, and that one's is not this.
         */
        private boolean isOfAnother(Certificates now, String alias, @Nullable SSLSession handshake) {
            if (!(handshake instanceof ExtendedSSLSession session)) {
                return false;
            }
            var shown = CertifiedNames.of(now.keys().getCertificateChain(alias)[0]);
            return session.getRequestedServerNames().stream()
                    .filter(SNIHostName.class::isInstance)
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .anyMatch(host -> !shown.include(host) && now.include(host));
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            var now = certificates;
            var chosen = now.keys().chooseServerAlias(type, issuers, socket);
            var session = socket instanceof SSLSocket ssl ? ssl.getHandshakeSession() : null;
            return chosen == null || isOfAnother(now, chosen, session) ? null : named(now, chosen);
        }

        private String named(Certificates chosen, String alias) {
            return chosen.generation() + ":" + alias;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return of(alias).getCertificateChain(plain(alias));
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return of(alias).getPrivateKey(plain(alias));
        }

        private X509ExtendedKeyManager of(String alias) {
            var now = certificates;
            var before = now.before();
            return before != null && alias.startsWith(before.generation() + ":") ? before.keys() : now.keys();
        }

        private String plain(String alias) {
            return alias.substring(alias.indexOf(':') + 1);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
