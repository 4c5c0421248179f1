package dev.demitasse.control;

import dev.demitasse.control.service.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates of services' ports, and which services show them. Thread-safe. */
public final class ServiceCertificates {
    private final Certificates certificates;
    private final Loop loop;
    private final ServiceTable services;
    private final PortBoard board;

    ServiceCertificates(Certificates certificates, Loop loop, ServiceTable services, PortBoard board) {
        this.certificates = certificates;
        this.loop = loop;
        this.services = services;
        this.board = board;
    }

    /** The certificates that there are, and who refers to them. */
    public List<CertificateView> list() throws IOException {
        var views = new ArrayList<CertificateView>();
        for (String name : certificates.names()) {
            PemChain chain = certificates.chain(name);
            List<String> users = loop.call(() -> showing(name));
            views.add(new CertificateView(name, chain.subject(), chain.expires().toString(), users));
        }
        return List.copyOf(views);
    }

    private List<String> showing(String certificate) {
        return services.names(spec ->
                spec.ports().stream().anyMatch(port -> port.certificate().equals(Optional.of(certificate))));
    }

    /**
     * Keeps a certificate, which ports that show one of that name show from now on.
     *
     * @param pem the certificate, those up to its root, and the private key
     */
    public void add(String name, byte[] pem) throws IOException {
        certificates.add(name, pem);
        loop.call(() -> {
            try {
                board.renew(name);
            } catch (IOException e) {
                throw new ControlException("the ports still show the old certificate: " + Reason.of(e));
            }
            return true;
        });
    }

    /**
     * Removes a certificate.
     *
     * @throws ControlException when a service refers to it
     */
    public void remove(String name) throws IOException {
        List<String> users = loop.call(() -> showing(name));
        if (!users.isEmpty()) {
            throw new ControlException("the certificate " + name + " is shown by " + String.join(", ", users)
                    + ": take it out there first");
        }
        certificates.remove(name);
    }
}
