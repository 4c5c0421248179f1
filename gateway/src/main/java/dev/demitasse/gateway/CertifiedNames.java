package dev.demitasse.gateway;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names of hosts that a certificate is for: those of DNS among its alternative names (RFC 6125, section 6.4).
 * Immutable.
 */
final class CertifiedNames {
    /** RFC 5280, section 4.2.1.6: {@code dNSName}. */
    private static final int DNS_NAME = 2;

    private final Set<String> names;

    private CertifiedNames(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    static CertifiedNames of(X509Certificate certificate) {
        var names = new HashSet<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME) && alternative.get(1) instanceof String name) {
                        names.add(name.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // It is for no name that anybody could ask for.
            return new CertifiedNames(Set.of());
        }
        return new CertifiedNames(names);
    }

    /** Whether it is for a host; a star stands for the first label, and for the whole of it. */
    boolean include(String host) {
        String asked = host.toLowerCase(Locale.ROOT);
        int dot = asked.indexOf('.');
        return names.contains(asked) || dot > 0 && names.contains("*" + asked.substring(dot));
    }
}
