package dev.demitasse.control;

import java.util.List;

/**
 * A certificate as operators see it: without its key. Immutable.
 *
 * @param name what services call it
 * @param subject whose it is
 * @param expires until when it is good, in ISO 8601
 * @param services the services that refer to it
 */
public record CertificateView(String name, String subject, String expires, List<String> services) {
    /** Copies the list. */
    public CertificateView {
        services = List.copyOf(services);
    }
}
